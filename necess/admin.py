"""The stock Django admin, with the site's name and login; the desk of the editors comes first, by what they do."""

from collections.abc import Iterator
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

DESK = "events"
# Of these the French of Django makes “Ajout de édition”, “L’objet édition”: locale/fr says them without the noun.
RETOLD = (
    gettext_noop("Add %s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("None available"),
    gettext_noop("Save and add another"),
)
# The models of the public site by what editors do with them, in the order in which a new event needs them.
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("The event"),
        (
            "Edition", "Venue", "EventDay", "Session", "Speaker", "Question", "Partner", "Partnership", "Download",
            "FormQuestion",
        ),
    ),
    (_("News, pages, pictures"), ("Article", "Page", "Picture")),
    (_("Care of the site"), ("TextLink", "PageViews", "OptionalService")),
)  # fmt: skip


class NecessAdminSite(AdminSite):
    """Staff enter through allauth: code or password, rate limited, then the second factor."""

    site_title = str(settings.SITE_NAME)
    site_header = format_lazy(_("{site}: organisers"), site=settings.SITE_NAME)
    index_title = _("Everything there is to run")

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send to the site's login; somebody logged in without staff rights gets a 403."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The public site first and by task, then the other applications by name."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        desk = [part for app in apps if app["app_label"] == DESK for part in _by_task(app)]
        return [*desk, *(app for app in apps if app["app_label"] != DESK)]


def _by_task(app: Any) -> Iterator[dict[str, Any]]:
    models = {model["object_name"]: model for model in app["models"]}
    for name, wanted in GROUPS:
        shown = [models.pop(each) for each in wanted if each in models]
        if shown:
            yield {**app, "name": name, "models": shown}
    if models:
        yield {**app, "models": list(models.values())}

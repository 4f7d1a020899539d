"""The stock Django admin, with the site's name and the site's login."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class NecessAdminSite(AdminSite):
    """Staff enter through allauth: code or password, rate limited, then the second factor."""

    site_title = _("NEC ESS Europe")
    site_header = _("NEC ESS Europe: organisers")
    index_title = _("Everything there is to run")

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send to the site's login; somebody logged in without staff rights gets a 403."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

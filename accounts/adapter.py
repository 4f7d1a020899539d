"""Where allauth asks the site: language of mails, way after login."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth with our language rule: mails speak the reader's language, not the page's."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the preferred language of the user the mail is for."""
        user = context.get("user")
        language = getattr(user, "preferred_language", None) or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go on to the admin, everybody else to the home page."""
        return reverse("admin:index") if request.user.is_staff else super().get_login_redirect_url(request)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Remember the language the account was made in."""
        user.preferred_language = translation.get_language() or "fr"
        return super().save_user(request, user, form, commit)

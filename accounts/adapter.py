"""Where allauth asks the site: language of mails, way after login."""

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
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
            super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL, "language": language})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go on to the admin, everybody else to their registrations."""
        return reverse("admin:index" if request.user.is_staff else "registration:mine")

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Remember the language the account was made in."""
        user.preferred_language = translation.get_language() or "fr"
        return super().save_user(request, user, form, commit)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The code to scan as inline SVG: our Content-Security-Policy allows no picture in a data: address."""

    def build_totp_svg(self, url: str) -> str:
        return segno.make_qr(url, error="m").svg_inline(scale=5, border=3, light="#fff")

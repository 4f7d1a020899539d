"""Where allauth asks the site: language of mails, way after login."""

from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

# What a message says of a change to how somebody signs in, by allauth's name for it.
CHANGES = {
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("The password of your account was changed, by a link sent to this address."),
    "password_set": _("Your account was given a password."),
    "email_changed": _("The e-mail address of your account was changed."),
    "email_confirm": _("An e-mail address of your account was confirmed."),
    "email_deleted": _("An e-mail address was taken off your account."),
    "totp_activated": _("A second factor, an app that makes codes, was added to your account."),
    "totp_deactivated": _("The second factor of your account was taken away."),
    "recovery_codes_generated": _("Your account was given new recovery codes: earlier ones no longer work."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth with our language rule: mails speak the reader's language, not the page's."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the preferred language of the user the mail is for."""
        user = context.get("user")
        language = getattr(user, "preferred_language", None) or translation.get_language()
        links = {name: _on_our_site(value) for name, value in context.items() if name.endswith("_url")}
        context = {**context, **links, "site_url": settings.SITE_URL, "language": language}
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def render_mail(self, template_prefix: str, *about: Any, **more: Any) -> EmailMessage:
        """Render a mail that knows which one it is, for the outbox."""
        message: EmailMessage = super().render_mail(template_prefix, *about, **more)
        message.template = template_prefix  # type: ignore[attr-defined]  # read by the outbox
        return message

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell of a change in one sentence, without the address and the browser it came from."""
        change = CHANGES.get(template_prefix.rpartition("/")[2], _("How you sign in to your account was changed."))
        self.send_mail("account/email/account_changed", email or user.email, {"user": user, "change": change})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go on to the admin, everybody else to their registrations."""
        return reverse("admin:index" if request.user.is_staff else "registration:mine")

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Remember the language the account was made in."""
        user.preferred_language = translation.get_language() or "fr"
        return super().save_user(request, user, form, commit)


def _on_our_site(link: str) -> str:
    """The address allauth made from the request, at the host of the site: a mail obeys no Host header."""
    return settings.SITE_URL + urlsplit(link)._replace(scheme="", netloc="").geturl()


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The code to scan as inline SVG: our Content-Security-Policy allows no picture in a data: address."""

    def build_totp_svg(self, url: str) -> str:
        return segno.make_qr(url, error="m").svg_inline(scale=5, border=3, light="#fff")

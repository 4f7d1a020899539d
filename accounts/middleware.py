"""What follows from who is logged in: the language of tools, the second factor of staff."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class PreferredLanguage:
    """Speaks the user's language on addresses that do not carry one (the admin, the door)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_address = translation.get_language_from_path(request.path_info)
        if in_address or not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.preferred_language):
            request.LANGUAGE_CODE = request.user.preferred_language
            response = self.get_response(request)
        response.headers["Content-Language"] = request.user.preferred_language
        return response


class StaffSecondFactor:
    """Sends staff without a second factor to set one up before the admin or the door opens."""

    guarded = ("/admin/", "/door/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        return (
            settings.STAFF_MFA
            and request.path_info.startswith(self.guarded)
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        )

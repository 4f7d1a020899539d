"""Public forms against robots: a field people do not see, the time a form was open, a limit per address.

All of it is lifted by ``NECESS_RATE_LIMITS=off``. While the cache is down the limit lets everybody through: an outage
of Redis must not close the registration.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import structlog
from allauth.core.internal.httpkit import get_client_ip
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
MINIMUM_OPEN = timedelta(seconds=2)
View = Callable[..., HttpResponse]


class AntiRobotForm(forms.Form):
    """Mix-in of a public form: refuses what was filled in faster than a person can, or in the hidden field."""

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1", "class": "trap"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opened", opened_now())

    def clean(self) -> dict[str, Any]:
        """Refuse robots with a sentence a person can act on; typed values stay."""
        data = super().clean() or self.cleaned_data
        if settings.RATE_LIMITS and (data.get("website") or not self._open_long_enough()):
            log.info("form refused as automatic", form=type(self).__name__)
            raise forms.ValidationError(
                _("This was sent faster than people type. Please check your answers and send the form again."),
                code="robot",
            )
        return data

    def _open_long_enough(self) -> bool:
        try:
            opened = signing.loads(self.data.get(self.add_prefix("opened"), ""), salt="antirobot")
        except signing.BadSignature:
            return False
        return bool(timezone.now().timestamp() - opened >= MINIMUM_OPEN.total_seconds())


def opened_now() -> str:
    """The signed instant at which a form is shown."""
    return signing.dumps(timezone.now().timestamp(), salt="antirobot")


def rate_limited(name: str, rate: str, client: Callable[[HttpRequest], str] = get_client_ip) -> Callable[[View], View]:
    """Limit the POST requests of one client to ``rate``, e.g. ``"10/m"`` (s, m, h or d); beyond it answer 429.

    The client is the address of the connection, or the one the trusted proxies report (NECESS_TRUSTED_PROXIES), unless
    the view knows better: many telephones of one house share an address.
    """
    amount, period = rate.split("/")
    limit, window = int(amount), PERIODS[period]

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and settings.RATE_LIMITS and _count(name, client(request), window) > limit:
                response = render(request, "errors/429.html", {"seconds": window}, status=429)
                response.headers["Retry-After"] = str(window)
                return response
            return view(request, *args, **kwargs)

        return limited

    return decorate


def _count(name: str, client: str, window: int) -> int:
    slot = int(timezone.now().timestamp()) // window
    key = f"rate:{name}:{client}:{slot}"
    try:
        cache.add(key, 0, timeout=window)
        return cache.incr(key)
    except (RedisError, OSError) as error:  # see the module's rule
        log.warning("rate limit not counted", limit=name, error=type(error).__name__)
        return 0

"""The services an installation may use: their limits, their memory, and the switch that rests a failing one."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from reimbursement.geocoding import web
from reimbursement.geocoding.web import Failure, ServiceFailed

REMEMBER_SECONDS = 7 * 24 * 3600
# After so many failures in a row a service rests, so that claims do not wait for it one by one.
FAILURES_BEFORE_REST = 3
REST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Service:
    """An address service. `per_second` is what its operator allows for the whole application."""

    name: str
    per_second: int


RECHERCHE_ENTREPRISES = Service("recherche-entreprises", per_second=7)
GEOPLATEFORME = Service("geoplateforme", per_second=50)
PHOTON = Service("photon", per_second=5)
NOMINATIM = Service("nominatim", per_second=1)
VIES = Service("vies", per_second=1)


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What a service said, with the SHA-256 of its bytes as evidence."""

    content: Any
    digest: str


def is_configured(service: Service) -> bool:
    return bool(settings.ADDRESS_SERVICES.get(service.name))


def _accept(content: object) -> None:
    """Most services say by the status alone that they could not answer."""


def ask(
    service: Service, path: str, parameters: dict[str, str], *, check: Callable[[Any], None] = _accept
) -> RawAnswer:
    """The service's JSON answer, from memory where it was asked before. Raises ServiceFailed, also while it rests.

    ``check`` raises ServiceFailed for an answer that is none: it is not remembered.
    """
    base = settings.ADDRESS_SERVICES[service.name].rstrip("/")
    url = f"{base}{path}?{urlencode(parameters)}"
    key = f"address:{hashlib.sha256(url.encode()).hexdigest()}"
    try:
        body = cache.get(key)
        if body is None:
            _take_turn(service)
            body = _fetch(service, url, check)
            cache.set(key, body, REMEMBER_SECONDS)
    except (RedisError, OSError, ValueError) as error:
        # Without the memory nobody counts what the operator allows: the service is not asked.
        raise ServiceFailed(Failure.BUSY, retry_after=REST_SECONDS) from error
    return RawAnswer(json.loads(body), hashlib.sha256(body).hexdigest())


def _fetch(service: Service, url: str, check: Callable[[Any], None]) -> bytes:
    try:
        body = web.get(url)
        check(_json(body))
    except ServiceFailed as error:
        _note_failure(service, error)
        raise
    cache.delete(_failures_key(service))
    return body


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ServiceFailed(Failure.UNREADABLE) from error


def _take_turn(service: Service) -> None:
    """Refuse at once where the service rests or this second is full: whoever asks comes back later."""
    rest_until = cache.get(_rest_key(service), 0.0)
    now = time.time()
    if rest_until > now:
        raise ServiceFailed(Failure.BUSY, retry_after=int(rest_until - now) + 1)
    second = f"address-service:{service.name}:{int(now)}"
    cache.add(second, 0, 5)
    if cache.incr(second) > service.per_second:
        raise ServiceFailed(Failure.BUSY, retry_after=1)


def _note_failure(service: Service, error: ServiceFailed) -> None:
    key = _failures_key(service)
    cache.add(key, 0, REST_SECONDS)
    failures = cache.incr(key)
    rest = error.retry_after or (REST_SECONDS if failures >= FAILURES_BEFORE_REST else 0)
    if rest:
        cache.set(_rest_key(service), time.time() + rest, rest)


def _failures_key(service: Service) -> str:
    return f"address-service:{service.name}:failures"


def _rest_key(service: Service) -> str:
    return f"address-service:{service.name}:rest"

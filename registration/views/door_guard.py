"""Who may open the pages of the door, and what those pages may do."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from events import clock
from events.models import EventDay
from registration import keepers
from registration.keepers import Keeper

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Keeper, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]

# A volunteer's session: a signed cookie of the door alone, worth what its link is worth at each request.
COOKIE = "necess_door"
SALT = "registration.door"
COOKIE_PATH = "/door/"


def keeper_of(request: HttpRequest) -> Keeper | None:
    """Whoever asks, if they keep a door now."""
    user = request.user
    if user.is_authenticated and user.has_perm("registration.check_in"):
        return Keeper(user=user)
    try:
        pk = int(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    link = keepers.with_link(pk=pk, now=clock.now())
    return Keeper(link=link) if link else None


def for_door_keepers(view: View[P]) -> Guarded[P]:
    """A page: log in first; then the right to let people in decides."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        keeper = keeper_of(request)
        if keeper:
            return view(request, keeper, *args, **kwargs)
        if request.user.is_authenticated:
            raise PermissionDenied
        if wants_json(request):
            return JsonResponse({"refused": "login"}, status=401)
        return redirect_to_login(request.get_full_path())

    return guarded


def for_staff_at_the_door(view: View[P]) -> Guarded[P]:
    """What volunteers do not do: only people with an account."""

    @wraps(view)
    def with_account(request: HttpRequest, keeper: Keeper, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if keeper.user is None:
            raise PermissionDenied
        return view(request, keeper, *args, **kwargs)

    return for_door_keepers(with_account)


def wants_json(request: HttpRequest) -> bool:
    """The script of the door asks so; a form does not."""
    return request.headers.get("Accept", "") == "application/json"


def day_of(keeper: Keeper, slug: str) -> EventDay:
    """The day, if this keeper keeps its door; a volunteer finds no other."""
    if keeper.link is None:
        return get_object_or_404(EventDay.objects.select_related("venue"), slug=slug)
    if keeper.link.day.slug != slug:
        raise Http404
    return keeper.link.day


def set_cookie(response: HttpResponse, link_pk: int) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(link_pk, salt=SALT),
        path=COOKIE_PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )

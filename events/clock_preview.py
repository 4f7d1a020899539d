"""Staff look at the site as of another instant; everyone sees when the clock is moved."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from events import clock

SESSION_KEY = "preview_at"


class ClockPreview:
    """Hands the chosen instant in for reading requests of the member of staff who chose it, never for writing ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        moment = self._chosen(request)
        if moment is None:
            return self.get_response(request)
        with clock.at(moment):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        return response

    def _chosen(self, request: HttpRequest) -> datetime | None:
        if request.method not in {"GET", "HEAD"}:
            return None
        value = request.session.get(SESSION_KEY)
        return datetime.fromisoformat(value) if value and request.user.is_staff else None


def ribbon(request: HttpRequest) -> dict[str, object]:
    """Give templates the moved instant as ``clock_ribbon`` (None on the real clock)."""
    return {"clock_ribbon": clock.now() if clock.is_moved() else None}

"""What leaves the treasurer's desk as a file, and the page of the envelope."""

from collections.abc import Iterator
from typing import TypeVar

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from events import clock
from events.models import Edition
from reimbursement import ledger, ledger_files, summaries, treasurer_folder
from reimbursement.envelope_screen import envelope_screen
from reimbursement.four_eyes import OBSTACLES, PERMISSIONS, NotPermitted, OwnOrganisation
from reimbursement.models import Claim, PaymentBatch, Role, Taking
from reimbursement.views.papers import answer

R = TypeVar("R", bound=HttpResponseBase)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Who watches the envelope, and who may take lists of payments.
WATCHING = (Role.APPROVER, Role.TREASURER, Role.RELEASER)
TAKING = (Role.TREASURER, Role.RELEASER)


@require_safe
@never_cache
def envelope(request: HttpRequest) -> HttpResponse:
    """The money of the current edition."""
    _allow(request, WATCHING)
    context = {
        **admin.site.each_context(request),
        **envelope_screen(edition=_edition()),
        "may_take": may_take(request),
        "may_take_folders": _has(request, (Role.TREASURER,)),
        "title": _("Envelope"),
        "opts": PaymentBatch._meta,
    }
    return TemplateResponse(request, "reimbursement/admin/envelope.html", context)


@require_POST
@never_cache
def take_ledger(request: HttpRequest, kind: str) -> HttpResponse:
    """The ledger of the current edition as CSV or XLSX; written down."""
    _allow(request, TAKING)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    edition = _edition()
    Taking.objects.create(at=clock.now(), by=_user(request), what=Taking.What.LEDGER, edition=edition)
    movements = ledger.movements(edition)
    content = ledger_files.csv_file(movements) if kind == "csv" else ledger_files.xlsx_file(movements)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX_TYPE)
    return _saved(response, f"{_('ledger')}-{edition.slug}.{kind}")


@require_POST
@never_cache
def take_summary(request: HttpRequest) -> HttpResponse:
    """The list of an edition to be signed; written down."""
    _allow(request, TAKING)
    edition = _edition()
    content = summaries.of_edition(edition=edition, by=_user(request), now=clock.now())
    return answer(content, f"{_('summary')}-{edition.slug}.pdf")


@require_POST
@never_cache
def take_batch_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a batch to be signed; written down."""
    _allow(request, TAKING)
    batch = get_object_or_404(PaymentBatch.objects.select_related("edition", "prepared_by", "released_by"), pk=pk)
    content = summaries.of_batch(batch=batch, by=_user(request), now=clock.now())
    return answer(content, f"{_('summary')}-{batch.reference}.pdf")


@require_POST
@never_cache
def take_folder(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The treasurer's folder of one claim; written down."""
    claim = get_object_or_404(Claim.objects.select_related("edition"), pk=pk, submitted_at__isnull=False)
    try:
        pieces = treasurer_folder.of_claim(claim=claim, by=_user(request), now=clock.now())
    except (NotPermitted, OwnOrganisation) as obstacle:
        messages.error(request, str(OBSTACLES[type(obstacle)]))
        return redirect("admin:reimbursement_claim_change", pk)
    return _archive(pieces, claim.reference)


@require_POST
@never_cache
def take_folders(request: HttpRequest) -> HttpResponseBase:
    """The treasurer's folders of the current edition; written down."""
    _allow(request, (Role.TREASURER,))
    edition = _edition()
    pieces = treasurer_folder.of_edition(edition=edition, by=_user(request), now=clock.now())
    return _archive(pieces, f"{_('claims')}-{edition.slug}")


def _edition() -> Edition:
    edition = Edition.objects.current()
    if edition is None:
        raise Http404
    return edition


def may_take(request: HttpRequest) -> bool:
    """Tell whether whoever asks may take lists of payments."""
    return _has(request, TAKING)


def _has(request: HttpRequest, roles: tuple[Role, ...]) -> bool:
    return any(request.user.has_perm(PERMISSIONS[role]) for role in roles)


def _allow(request: HttpRequest, roles: tuple[Role, ...]) -> None:
    if not _has(request, roles):
        raise Http404


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    return request.user


def _archive(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    return _saved(response, f"{name}.zip")


def _saved(response: R, name: str) -> R:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

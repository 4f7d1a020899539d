"""The allowance in the admin: the queue, one claim with its evidence, the versions of the rule."""

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import clock
from events.countries import name_of
from events.dates import date_in_words
from events.models import Edition
from reimbursement import payments, queue, simulation
from reimbursement.attendance import awaiting_second_reader
from reimbursement.claim_screen import claim_screen
from reimbursement.four_eyes import PERMISSIONS
from reimbursement.models import AllowanceRule, Claim, Envelope, PaymentBatch, Role, Status, Turn
from reimbursement.payment_forms import AnswerFileForm, BatchForm
from reimbursement.restriction import open_to
from reimbursement.reviewer_forms import SimulationForm
from reimbursement.rule_admin import AllowanceRuleAdmin
from reimbursement.rules import VenueRule
from reimbursement.templatetags.allowance import answer_state
from reimbursement.views import files, papers, reviewer, treasurer, treasury

__all__ = ["AllowanceRuleAdmin"]

Button = Callable[..., HttpResponseBase]
CLAIM_BUTTONS: dict[str, Button] = {
    "check-again": reviewer.check_again,
    "place-office": reviewer.place_office,
    "vouch": reviewer.vouch,
    "propose-acceptance": reviewer.propose_acceptance,
    "propose-refusal": reviewer.propose_refusal,
    "ask": reviewer.ask,
    "tell": reviewer.tell,
    "take-note": reviewer.take_note,
    "hear-contestation": reviewer.hear_contestation,
    "reveal": reviewer.reveal,
    "make-payable": treasurer.make_payable,
    "pay-again": treasurer.pay_again,
    "set-aside": treasurer.set_aside,
    "record-return": treasurer.record_return,
    "take-folder": treasury.take_folder,
    "record-payment": treasurer.record_payment,
    "send-back": reviewer.send_back,
    "approve": reviewer.approve,
    "refuse": reviewer.refuse,
}


def for_viewers(model_admin: admin.ModelAdmin[Any], view: Button) -> Button:
    """Keep the buttons of a screen from whoever may not even see it: 403 before anything is looked up.

    A form that did not do is shown again on its screen.
    """

    @wraps(view)
    def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except reviewer.Slip as slip:
            return model_admin.change_view(request, str(kwargs["pk"]), extra_context={slip.name: slip.form})

    return pressed


class TurnFilter(admin.SimpleListFilter):
    """Whose move comes next."""

    title = _("whose turn")
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return Turn.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        value = self.value()
        return queryset.filter(queue.turn_is(Turn(value))) if value in Turn.values else queryset


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin[Claim]):
    """The queue by rank, and one screen per claim. Claims are moved by its buttons only."""

    list_display = [
        "reference",
        "shown_rank",
        "organisation_name",
        "office",
        "shown_verdict",
        "status",
        "whose_turn",
    ]
    list_filter = [TurnFilter, "status", "verdict", "distance_answer", "first_time_answer", "edition"]
    search_fields = ["reference", "organisation_name", "contact_name", "contact_email", "legal_id", "office_city"]
    list_per_page = 50
    list_max_show_all = 500
    list_select_related = ["edition", "rule"]
    change_list_template = "reimbursement/admin/claims.html"
    actions = ["propose"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Drafts are nobody's business but the claimant's, and paid claims of past years the treasurer's."""
        sent = open_to(user=request.user, now=clock.now()).exclude(status=Status.DRAFT)
        return queue.for_reader(sent, user=request.user)

    def get_ordering(self, request: HttpRequest) -> tuple[str | Combinable, ...]:
        """What waits for the reader first, then by rank."""
        return queue.ORDER

    def has_propose_permission(self, request: HttpRequest) -> bool:
        """Only reviewers see the action, and with it the boxes."""
        return request.user.has_perm(PERMISSIONS[Role.REVIEWER])

    @admin.action(description=_("Propose to accept, where every criterion says yes"), permissions=["propose"])
    def propose(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        """Propose many at once; an approver still decides on each."""
        reviewer.propose_selected(request, Claim.objects.filter(pk__in=queryset.values("pk")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Claims come from claimants."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        """Claims are withdrawn or refused; what may go goes by the retention calendar."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the buttons of the claim's screen."""
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(for_viewers(self, view)),
                name=f"reimbursement_claim_{view.__name__}",
            )
            for name, view in CLAIM_BUTTONS.items()
        ]
        own += self._paper_urls()
        own.append(path("simulation/", self.admin_site.admin_view(self.simulation), name="reimbursement_simulation"))
        return own + super().get_urls()

    def _paper_urls(self) -> list[URLPattern]:
        """What the claimant sent, and what we made."""
        document = self.admin_site.admin_view(files.staff_document)
        paper = self.admin_site.admin_view(papers.staff_paper)
        return [
            path("<int:pk>/documents/<str:digest>/", document, name="reimbursement_claim_document"),
            path("<int:pk>/papers/<int:number>/", paper, name="reimbursement_claim_paper"),
        ]

    def simulation(self, request: HttpRequest) -> HttpResponse:
        """Show what another rule would change among the live claims of the current edition."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = Edition.objects.current()
        rule = AllowanceRule.objects.in_force(edition) if edition else None
        form = SimulationForm(request.GET or None, initial=SimulationForm.of(rule) if rule else None)
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts, "title": _("Simulation")}
        context |= {"rule": rule, "envelope": Envelope.objects.filter(edition=edition).first()}
        if form.is_valid() and rule is not None:
            claims = Claim.objects.live().filter(edition=edition).select_related("rule__named_venue", "edition")
            context["found"] = simulation.simulate(
                claims=claims.ranked(),
                threshold_m=float(form.cleaned_data["threshold_km"] * 1000),
                venue_rule=VenueRule(form.cleaned_data["venue_rule"]),
                amount_cents=rule.amount_cents,
            )
        return TemplateResponse(request, "reimbursement/admin/simulation.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the claim: everything that a decision needs on one screen, nothing to type over."""
        claim = self.get_object(request, object_id)
        if claim is None:
            raise Http404
        if not self.has_view_permission(request, claim):
            raise PermissionDenied
        assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
        context = {
            **self.admin_site.each_context(request),
            **claim_screen(claim=claim, user=request.user, now=clock.now()),
            **self._place_in_queue(request, claim),
            "opts": self.opts,
            "title": claim.reference,
            "subtitle": claim.organisation_name,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "reimbursement/admin/claim.html", context)

    def _place_in_queue(self, request: HttpRequest, claim: Claim) -> dict[str, Any]:
        """The claims before and after this one in the list it was reached from, with its filter."""
        listing = copy(request)
        listing.GET = QueryDict(request.GET.get(reviewer.FILTERS, ""))
        try:
            claims = self.get_changelist_instance(listing).get_queryset(listing)
        except (IncorrectLookupParameters, SuspiciousOperation):
            claims = self.get_queryset(request).order_by(*queue.ORDER)
        neighbours = queue.neighbours_of(claim, queue=list(claims.values_list("pk", flat=True)))
        filters = request.GET.get(reviewer.FILTERS, "")
        return {
            "neighbours": neighbours,
            "kept_filter": reviewer.kept_filter(request),
            "queue_filter": f"?{filters}" if filters else "",
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the state of the envelope above the queue."""
        envelope = Envelope.objects.select_related("edition").filter(edition__is_current=True).first()
        context = {"title": _("Queue of claims"), "envelope": envelope, **(extra_context or {})}
        if envelope:
            context["read_once"] = awaiting_second_reader(edition=envelope.edition, now=clock.now())
        return super().changelist_view(request, context)

    @admin.display(description=_("rank"))
    def shown_rank(self, claim: Claim) -> int:
        return int(claim.rank)  # type: ignore[attr-defined] # annotated by the queue

    @admin.display(description=_("office"))
    def office(self, claim: Claim) -> str:
        return f"{claim.office_city}, {name_of(claim.office_country)}"

    @admin.display(description=_("verdict"), ordering="verdict")
    def shown_verdict(self, claim: Claim) -> SafeString | str:
        if not claim.verdict:
            return "–"
        state = answer_state(claim.verdict)
        return format_html('<span class="tag" data-state="{}">{}</span>', state, claim.get_verdict_display())

    @admin.display(description=_("whose turn"))
    def whose_turn(self, claim: Claim) -> SafeString:
        since = timezone.localdate(claim.status_since, timezone.get_default_timezone())
        return format_html(
            "{}<br><small>{}</small>", claim.turn.label, _("since %(day)s") % {"day": date_in_words(since)}
        )


@admin.register(PaymentBatch)
class PaymentBatchAdmin(admin.ModelAdmin[PaymentBatch]):
    """Files for the bank: prepared here, released by somebody else, answered by the bank."""

    list_display = ["reference", "edition", "status", "execution_on", "prepared_by", "released_by"]
    list_filter = ["status", "edition"]
    list_select_related = ["edition", "prepared_by", "released_by"]
    change_list_template = "reimbursement/admin/batches.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Treasurers prepare batches."""
        return request.user.has_perm(PERMISSIONS[Role.TREASURER])

    def has_change_permission(self, request: HttpRequest, obj: PaymentBatch | None = None) -> bool:
        """Batches move by their buttons only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PaymentBatch | None = None) -> bool:
        """Batches are dissolved, not deleted."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the buttons of a batch's screen."""
        buttons = {
            "release": treasurer.release,
            "cancel": treasurer.cancel,
            "download": treasurer.download,
            "book": treasurer.book,
            "summary": treasury.take_batch_summary,
        }
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(for_viewers(self, view)),
                name=f"reimbursement_paymentbatch_{name}",
            )
            for name, view in buttons.items()
        ]
        desk = self.admin_site.admin_view
        own += [
            path("envelope/", desk(treasury.envelope), name="reimbursement_envelope"),
            path("ledger/<str:kind>/", desk(treasury.take_ledger), name="reimbursement_ledger"),
            path("summary/", desk(treasury.take_summary), name="reimbursement_summary"),
            path("folders/", desk(treasury.take_folders), name="reimbursement_folders"),
        ]
        return own + super().get_urls()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Prepare a batch of every claim that is ready."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
        form = BatchForm(request.POST or None)
        ready = Claim.objects.filter(status=Status.PAYMENT_READY).select_related("edition", "rule", "bank").ranked()
        if form.is_valid() and ready:
            try:
                batch = payments.prepare(
                    edition=ready[0].edition, by=request.user, now=clock.now(), **form.cleaned_data
                )
            except tuple(treasurer.BATCH_REFUSALS) as error:
                messages.error(request, str(treasurer.BATCH_REFUSALS[type(error)]))
            else:
                return redirect("admin:reimbursement_paymentbatch_change", batch.pk)
        listed = [(claim, payments.obstacles(claim)) for claim in ready]
        context = {"form": form, "ready": listed, "title": _("Prepare a batch"), "opts": self.opts}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "reimbursement/admin/prepare_batch.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a batch with its lines and the buttons of whoever looks."""
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        lines = batch.lines.select_related("claim")
        context = {
            **self.admin_site.each_context(request),
            "batch": batch,
            "lines": lines,
            "total_cents": sum(line.amount_cents for line in lines),
            "answer_form": AnswerFileForm(),
            "is_treasurer": request.user.has_perm(PERMISSIONS[Role.TREASURER]),
            "may_take": treasury.may_take(request),
            "may_release": request.user.has_perm(PERMISSIONS[Role.RELEASER]) and request.user != batch.prepared_by,
            "title": batch.reference,
            "opts": self.opts,
        }
        return TemplateResponse(request, "reimbursement/admin/batch.html", context)

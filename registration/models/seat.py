"""One person on one day: a place, or a place in the line for one."""

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models import EventDay


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by what they mean to the person."""

    def live(self) -> "SeatQuerySet":
        return self.filter(status__in=Seat.LIVE)

    def confirmed(self) -> "SeatQuerySet":
        return self.filter(status=Seat.Status.CONFIRMED)

    def waiting(self) -> "SeatQuerySet":
        return self.filter(status=Seat.Status.WAITING)

    def offered(self) -> "SeatQuerySet":
        return self.filter(status=Seat.Status.OFFERED)

    def in_line(self) -> "SeatQuerySet":
        """Waiting, or holding an offer not answered yet."""
        return self.filter(status__in=(Seat.Status.WAITING, Seat.Status.OFFERED))

    def holding_a_place(self) -> "SeatQuerySet":
        """Seats that count in ``EventDay.taken``: an offer keeps its place until it is answered."""
        return self.filter(status__in=Seat.HOLDING)

    def by_arrival(self) -> "SeatQuerySet":
        """The order of the line.  The key is given when the row is written; no clock can change it."""
        return self.order_by("pk")

    def with_position(self) -> "SeatQuerySet":
        """Adds ``position``: 1 for the first person waiting for that day."""
        before = (
            Seat.objects.waiting()
            .filter(day=OuterRef("day"), pk__lt=OuterRef("pk"))
            .order_by()
            .values("day")
            .annotate(ahead=Count("pk"))
            .values("ahead")
        )
        return self.annotate(position=Coalesce(Subquery(before), 0) + 1)  # type: ignore[no-redef]  # see below


class Seat(models.Model):
    """Ended seats stay: they are the history of the day and are never revived; coming back is a new row."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("waiting list")
        OFFERED = "offered", _("place offered")
        FREED = "freed", _("place given back")
        LEFT = "left", _("left the waiting list")
        EXPIRED = "expired", _("offer not answered")

    HOLDING = (Status.CONFIRMED, Status.OFFERED)
    LIVE = (Status.CONFIRMED, Status.WAITING, Status.OFFERED)

    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="seats",
        help_text=_("Whose place it is."),
    )
    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.PROTECT,
        related_name="seats",
        help_text=_("The day and its place."),
    )
    reserve = models.ForeignKey(
        "registration.Reserve",
        verbose_name=_("reserve"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        help_text=_("The reserve this place was taken from, for people who came by an invitation."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, help_text=_("A place, a place in the line, or how it ended.")
    )
    joined_at = models.DateTimeField(_("asked for"), help_text=_("When the person asked for this day."))
    offered_at = models.DateTimeField(
        _("offered"), null=True, blank=True, help_text=_("When a place was offered to this person of the waiting list.")
    )
    offer_expires_at = models.DateTimeField(
        _("offer held until"),
        null=True,
        blank=True,
        help_text=_("Until then the offered place is kept for this person."),
    )
    ended_at = models.DateTimeField(
        _("ended"), null=True, blank=True, help_text=_("When the place was given back or the line was left.")
    )

    objects = SeatQuerySet.as_manager()

    # Known after ``with_position``, and right after joining.
    position: int

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("registration", "day"),
                condition=Q(status__in=("confirmed", "waiting", "offered")),
                name="seat_once_per_day",
                violation_error_message=_("This person already has a place, or waits for one, on this day."),
            ),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(offered_at__isnull=False, offer_expires_at__isnull=False),
                name="seat_offer_has_an_end",
                violation_error_message=_("An offer needs the time until which it is held."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=("confirmed", "waiting", "offered")) ^ Q(ended_at__isnull=False),
                name="seat_ended_when_over",
                violation_error_message=_("A place that ended needs the time it ended, a live one has none."),
            ),
        )
        indexes = (
            models.Index(fields=("day", "status", "id"), name="seat_line_of_day"),
            models.Index(F("offer_expires_at"), condition=Q(status="offered"), name="seat_offers_by_end"),
        )

    def __str__(self) -> str:
        return f"{self.day} · {self.get_status_display()}"

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_offered(self) -> bool:
        return self.status == self.Status.OFFERED

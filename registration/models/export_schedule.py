"""A list that is announced by e-mail, daily or weekly, to colleagues who may take it."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.saved_view import SavedView


class ExportSchedule(models.Model):
    """When a view is announced. The message carries a link; the file is made when somebody asks for it there."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    view = models.ForeignKey(
        SavedView,
        verbose_name=_("view of the list"),
        on_delete=models.CASCADE,
        related_name="schedules",
        help_text=_("The list that is announced."),
    )
    frequency = models.CharField(
        _("how often"), max_length=6, choices=Frequency, default=Frequency.WEEKLY, help_text=_("Daily or weekly.")
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=Weekday, default=Weekday.MONDAY, help_text=_("For weekly messages.")
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, validators=[MaxValueValidator(23)], help_text=_("Full hour, Paris time.")
    )
    until = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("No message after this day. Empty: until stopped.")
    )
    created_at = models.DateTimeField(_("made"), help_text=_("When it was set up."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Who set it up, and may stop it."),
    )

    class Meta:
        verbose_name = _("scheduled export")
        verbose_name_plural = _("scheduled exports")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(hour__lte=23),
                name="exportschedule_hour_of_a_day",
                violation_error_message=_("A day has the hours 0 to 23."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.view} · {self.get_frequency_display()}"

    def falls_on(self, day: date) -> bool:
        """Whether a message leaves on this day."""
        due = self.frequency == self.Frequency.DAILY or day.weekday() == self.weekday
        return due and (self.until is None or day <= self.until)


class ExportReaderQuerySet(models.QuerySet["ExportReader"]):
    """Readers by whether they are still written to."""

    def running(self) -> "ExportReaderQuerySet":
        return self.filter(ended_at=None)


class ExportReader(models.Model):
    """A colleague who receives the link, and why no longer."""

    class Ending(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        NO_RIGHT = "no_right", _("may no longer take the list")
        OVER = "over", _("last day passed")
        STOPPED = "stopped", _("stopped by a colleague")

    schedule = models.ForeignKey(
        ExportSchedule,
        verbose_name=_("scheduled export"),
        on_delete=models.CASCADE,
        related_name="readers",
        help_text=_("What is announced."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Who is written to."),
    )
    last_sent_for = models.DateField(
        _("last message"), null=True, blank=True, help_text=_("The day of the last message; one a day at most.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, help_text=_("No message after that."))
    ending = models.CharField(
        _("why it ended"), max_length=12, choices=Ending, blank=True, help_text=_("Empty while it runs.")
    )

    objects = ExportReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader of a scheduled export")
        verbose_name_plural = _("readers of scheduled exports")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("schedule", "user"),
                condition=Q(ended_at=None),
                name="exportreader_once",
                violation_error_message=_("This colleague already receives this list."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="exportreader_ended_for_a_reason",
                violation_error_message=_("What ended says why."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.schedule} · {self.user}"

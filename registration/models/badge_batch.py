"""Badges printed together: who asked, for whom, in what order, and how far the press is."""

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def batch_path(batch: "BadgeBatch", filename: str) -> str:
    """A name nobody can guess: the file holds names."""
    return f"badges/{secrets.token_urlsafe(24)}.pdf"


class BadgeBatchQuerySet(models.QuerySet["BadgeBatch"]):
    """Batches as the press sees them."""

    def due(self, *, now: datetime) -> Self:
        """Not begun, or begun by a worker that has not been heard of since."""
        abandoned = Q(status=BadgeBatch.Status.PRINTING, leased_until__lt=now)
        return self.filter(Q(status=BadgeBatch.Status.WAITING) | abandoned)


class BadgeBatch(models.Model):
    """One file of badges for the printer."""

    class Layout(models.TextChoices):
        A6 = "a6", _("one A6 page each")
        FOUR = "a4x4", _("four on an A4 sheet")
        EIGHT = "a4x8", _("eight on an A4 sheet")
        LABEL = "label", _("labels of a 62 mm roll")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for the press")
        PRINTING = "printing", _("being printed")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        REMOVED = "removed", _("file removed")

    asked_at = models.DateTimeField(_("asked"), help_text=_("When the badges were asked for."))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who asked for them."),
    )
    layout = models.CharField(_("layout"), max_length=5, choices=Layout, help_text=_("How they stand on the paper."))
    selection = models.CharField(
        _("selection"), max_length=500, blank=True, help_text=_("The filters of the list they were chosen from.")
    )
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("Why badges that had been printed were printed again.")
    )
    total = models.PositiveIntegerField(_("badges"), help_text=_("How many badges were asked for."))
    printed = models.PositiveIntegerField(_("printed"), default=0, help_text=_("How many are set so far."))
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.WAITING, help_text=_("How far the press is.")
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("How often a worker began; a batch that kills workers is given up.")
    )
    leased_until = models.DateTimeField(
        _("held until"), null=True, blank=True, help_text=_("Until then the worker that prints it is left alone.")
    )
    finished_at = models.DateTimeField(
        _("finished"), null=True, blank=True, help_text=_("When the file was ready, or the batch given up.")
    )
    file = models.FileField(
        _("file"), upload_to=batch_path, blank=True, max_length=200, help_text=_("Removed after a week.")
    )
    registrations = models.ManyToManyField(
        "registration.Registration",
        verbose_name=_("people"),
        through="registration.PrintedBadge",
        related_name="badge_batches",
        help_text=_("Whose badges they are."),
    )

    objects = BadgeBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of badges")
        verbose_name_plural = _("batches of badges")
        ordering = ("-asked_at", "-pk")
        permissions = (("print_badges", "Can print badges"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="ready") | ~Q(file=""),
                name="badgebatch_ready_has_a_file",
                violation_error_message=_("A batch is ready when its file is there."),
            ),
        )

    def __str__(self) -> str:
        return f"{timezone.localtime(self.asked_at):%Y-%m-%d %H:%M} · {self.get_layout_display()}"

    @property
    def is_under_way(self) -> bool:
        return self.status in {self.Status.WAITING, self.Status.PRINTING}


class PrintedBadgeQuerySet(models.QuerySet["PrintedBadge"]):
    """Badges as they came out of the press."""

    def on_paper(self) -> Self:
        """Leaves out batches that were given up: nobody holds a badge of theirs."""
        return self.exclude(batch__status=BadgeBatch.Status.FAILED)


class PrintedBadge(models.Model):
    """One badge of a batch. A second row for the same person is a reprint."""

    batch = models.ForeignKey(
        BadgeBatch,
        verbose_name=_("batch"),
        on_delete=models.CASCADE,
        related_name="badges",
        help_text=_("The file it is in."),
    )
    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="printed_badges",
        help_text=_("Whose badge it is."),
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("Place in the file, from 0."))

    objects = PrintedBadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed badge")
        verbose_name_plural = _("printed badges")
        ordering = ("batch", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "position"),
                name="printedbadge_one_per_position",
                violation_error_message=_("Two badges cannot be in the same place of the file."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"

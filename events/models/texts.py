"""What editors write: questions, articles, pages and files to download."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import Bilingual
from events.models.consent import OptionalService
from events.models.edition import Edition, Status
from events.models.offered import Offered


class Question(Bilingual):
    """A frequent question; its short name is its permanent anchor."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="questions",
        help_text=_("The edition it is about."),
    )
    slug = models.SlugField(_("short name"), max_length=60, help_text=_("Permanent link: /faq/#short-name."))
    question = models.CharField(_("question"), max_length=200, help_text=_("As people ask it."))
    answer = models.TextField(_("answer"), help_text=_("Short. Markdown."))
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="question_slug_unique_in_edition",
                violation_error_message=_("This edition already has a question of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.question


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, *, now: datetime) -> "ArticleQuerySet":
        return self.filter(published_at__lte=now, is_withdrawn=False)

    def withdrawn(self) -> "ArticleQuerySet":
        """Taken down: their addresses were known once, and say so."""
        return self.filter(is_withdrawn=True)


def audio_path(article: "Article", filename: str) -> str:
    return f"audio/{article.slug}{PurePosixPath(filename).suffix.lower()}"


ArticleManager = models.Manager.from_queryset(ArticleQuerySet)


class Article(Offered):
    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        PODCAST = "podcast", _("podcast")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        help_text=_("The edition whose data file carries this article, if any."),
    )
    slug = models.SlugField(_("short name"), max_length=80, unique=True, help_text=_("Used in addresses."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ARTICLE, help_text=_("Its form."))
    title = models.CharField(_("title"), max_length=160, help_text=_("In each language."))
    summary = models.TextField(_("summary"), max_length=400, help_text=_("One or two sentences, shown in lists."))
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    source_url = models.URLField(
        _("address of the original"),
        blank=True,
        help_text=_("Where to listen or read further. Nothing is loaded from there."),
    )
    audio = models.FileField(
        _("episode"),
        upload_to=audio_path,
        blank=True,
        validators=[FileExtensionValidator(["mp3", "m4a", "ogg", "opus"])],
        help_text=_("Our own file: nothing of it is loaded before somebody presses play."),
    )
    audio_minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("How long the episode is.")
    )
    player_service = models.ForeignKey(
        OptionalService,
        verbose_name=_("service of the player"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Without a file of our own: the optional service that has the episode."),
    )
    player_url = models.URLField(
        _("address of the player"), blank=True, help_text=_("Loaded from that service once the reader asks for it.")
    )
    transcript = models.TextField(
        _("transcript"), blank=True, help_text=_("What is said, for people who read. Markdown.")
    )
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_("Seen by the public from then on. Empty: a draft."),
    )
    is_withdrawn = models.BooleanField(
        _("taken down"),
        default=False,
        help_text=_("Its address then says that it is gone, to readers and to search engines. Nothing is deleted."),
    )

    objects: ClassVar["ArticleManager[Article]"] = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-published_at", "pk")

    def get_absolute_url(self) -> str:
        return reverse("events:article", args=[self.slug])

    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def has_player(self) -> bool:
        """Whether a service that may be asked for has the episode."""
        return bool(self.player_url and self.player_service and self.player_service.is_active)

    def clean(self) -> None:
        super().clean()
        origin = f"{self.player_service.origin}/" if self.player_service else ""
        if self.player_url and not (origin and self.player_url.startswith(origin)):
            raise ValidationError({"player_url": _("This is no address of the chosen service.")})

    @property
    def transcript_read(self) -> str:
        """The transcript in the reading language."""
        return self.text("transcript", self.reading_language)


class PageQuerySet(models.QuerySet["Page"]):
    def published(self, *, now: datetime) -> "PageQuerySet":
        return self.filter(models.Q(status=Status.PUBLISHED) | models.Q(publishes_at__lte=now))


PageManager = models.Manager.from_queryset(PageQuerySet)
FIXED_PLACES = {"legal", "privacy", "accessibility", "cookies", "ecodesign"}


class Page(Offered):
    """A text of the site itself: legal notice, privacy, accessibility, cookies …, and whatever else it should say."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pages",
        help_text=_("The edition whose data file carries this page, if any."),
    )
    slug = models.SlugField(
        _("short name"),
        max_length=40,
        unique=True,
        help_text=_(
            "“legal”, “privacy”, “accessibility”, “cookies” and “ecodesign” have fixed places; "
            "any other page is at /pages/short-name/."
        ),
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("In each language."))
    summary = models.TextField(_("summary"), max_length=400, blank=True, help_text=_("Shown under the title."))
    body = models.TextField(_("text"), help_text=_("Markdown."))
    updated_on = models.DateField(_("last changed"), help_text=_("Shown at the foot of the page."))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PUBLISHED, help_text=_("A draft is seen by nobody.")
    )
    publishes_at = models.DateTimeField(
        _("published by itself"),
        null=True,
        blank=True,
        help_text=_("Paris time. A draft is seen by the public from then on."),
    )

    objects: ClassVar["PageManager[Page]"] = PageManager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("slug",)

    def get_absolute_url(self) -> str:
        return reverse(f"events:{self.slug}") if self.slug in FIXED_PLACES else reverse("events:page", args=[self.slug])

    def is_public(self) -> bool:
        """Also what is to become public by itself: nobody will look at it again."""
        return self.status == Status.PUBLISHED or self.publishes_at is not None

    def is_seen(self, *, now: datetime) -> bool:
        """Whether readers see it."""
        return self.status == Status.PUBLISHED or (self.publishes_at is not None and self.publishes_at <= now)


def download_path(download: "Download", filename: str) -> str:
    return f"downloads/{download.edition.slug}/{PurePosixPath(filename).name}"


class Download(Bilingual):
    """A document of an edition: one file per language, or an address."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="downloads",
        help_text=_("The edition it documents."),
    )
    slug = models.SlugField(_("short name"), max_length=60, help_text=_("Used in addresses."))
    label = models.CharField(_("label"), max_length=120, help_text=_("“Programme of 2023”."))
    file = models.FileField(
        _("file"),
        upload_to=download_path,
        blank=True,
        validators=[FileExtensionValidator(["pdf"])],
        help_text=_("A PDF in each language."),
    )
    url = models.URLField(_("address"), blank=True, help_text=_("Instead of a file."))
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="download_slug_unique_in_edition",
                violation_error_message=_("This edition already has a download of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.url or reverse("events:download", args=[self.edition.slug, self.slug])

    def clean(self) -> None:
        super().clean()
        if bool(self.url) == bool(self.file):
            raise ValidationError({"url": _("Give either a file or an address.")})

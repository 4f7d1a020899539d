"""Which texts exist in French and in English: one column per language."""

from modeltranslation.translator import TranslationOptions, register

from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    Page,
    Partner,
    Partnership,
    Question,
    Session,
    Speaker,
    Venue,
)

BOTH = ("fr", "en")


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("title", "theme", "summary", "description", "highlights", "record")
    required_languages = BOTH


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "city", "summary", "getting_there", "accessibility", "lodging")
    required_languages = BOTH


@register(EventDay)
class EventDayTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "room")
    required_languages = BOTH


@register(Speaker)
class SpeakerTranslation(TranslationOptions):
    fields = ("position_held", "biography")


@register(Partner)
class PartnerTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = BOTH


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("description",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "answer")
    required_languages = BOTH


@register(Article)
class ArticleTranslation(TranslationOptions):
    """No language is required: `languages` says which ones an article has."""

    fields = ("title", "summary", "body")


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "summary", "body")
    required_languages = BOTH


@register(Download)
class DownloadTranslation(TranslationOptions):
    fields = ("label", "file")
    required_languages = BOTH

"""Which texts exist in French and in English: one column per language.

No language is required by the form: a draft may wait for its other one (see ``Bilingual.clean``).
"""

from modeltranslation.translator import TranslationOptions, register

from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    FormQuestion,
    Landmark,
    OptionalService,
    Page,
    Partner,
    Partnership,
    Picture,
    Question,
    Session,
    Speaker,
    Venue,
)


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("title", "tagline", "theme", "summary", "description", "highlights", "record")


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "city", "summary", "getting_there", "accessibility", "lodging")


@register(Landmark)
class LandmarkTranslation(TranslationOptions):
    fields = ("name",)


@register(EventDay)
class EventDayTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "room", "access")


@register(Speaker)
class SpeakerTranslation(TranslationOptions):
    fields = ("position_held", "biography")


@register(Partner)
class PartnerTranslation(TranslationOptions):
    fields = ("name",)


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("description",)


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "answer")


@register(FormQuestion)
class FormQuestionTranslation(TranslationOptions):
    fields = ("label", "purpose", "options")


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "transcript")


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "summary", "body")


@register(OptionalService)
class OptionalServiceTranslation(TranslationOptions):
    fields = ("purpose",)


@register(Download)
class DownloadTranslation(TranslationOptions):
    fields = ("label", "file")

from events.models.audience import PageViews
from events.models.consent import ConsentProof, OptionalService
from events.models.day import EventDay
from events.models.edition import Edition, Venue
from events.models.form_questions import FormQuestion
from events.models.landmarks import Landmark
from events.models.links import TextLink
from events.models.partners import Partner, Partnership
from events.models.pictures import Picture
from events.models.programme import Session, Speaker
from events.models.text_versions import TextVersion
from events.models.texts import Article, Download, Page, Question

__all__ = [
    "Article",
    "ConsentProof",
    "Download",
    "Edition",
    "EventDay",
    "FormQuestion",
    "Landmark",
    "OptionalService",
    "Page",
    "PageViews",
    "Partner",
    "Partnership",
    "Picture",
    "Question",
    "Session",
    "Speaker",
    "TextLink",
    "TextVersion",
    "Venue",
]

from registration.models.answer import Answer
from registration.models.badge_batch import BadgeBatch, PrintedBadge
from registration.models.badge_design import BadgeDesign
from registration.models.cap_change import CapChange
from registration.models.check_in import CheckIn
from registration.models.colleague import Colleague
from registration.models.door import DeviceScan, DoorLink, PaperCode
from registration.models.export import ExportLog
from registration.models.export_schedule import ExportReader, ExportSchedule
from registration.models.group_message import GroupMessage, GroupRecipient, NewsRefusal
from registration.models.history import HistoryEntry
from registration.models.link import PersonalLink
from registration.models.past import ImportLog, PastParticipant
from registration.models.registration import Registration
from registration.models.reserve import Invitation, Reserve
from registration.models.saved_view import SavedView
from registration.models.seat import Seat
from registration.models.workshop import WorkshopPlace

__all__ = [
    "Answer",
    "BadgeBatch",
    "BadgeDesign",
    "CapChange",
    "CheckIn",
    "Colleague",
    "DeviceScan",
    "DoorLink",
    "ExportLog",
    "ExportReader",
    "ExportSchedule",
    "GroupMessage",
    "GroupRecipient",
    "HistoryEntry",
    "ImportLog",
    "Invitation",
    "NewsRefusal",
    "PaperCode",
    "PastParticipant",
    "PersonalLink",
    "PrintedBadge",
    "Registration",
    "Reserve",
    "SavedView",
    "Seat",
    "WorkshopPlace",
]

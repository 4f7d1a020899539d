"""What an event calls itself: the words of its edition, or those of whoever runs the site."""

from email.headerregistry import Address
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from events.models import Edition


def name_of(edition: "Edition | None") -> str:
    """The name at the head of pages, mails and share pictures, without a year."""
    return (edition.brand if edition else "") or str(settings.SITE_NAME)


def tagline_of(edition: "Edition | None") -> str:
    """What the event is, in one line and in the active language."""
    return (edition.tagline if edition else "") or _(
        "The free European conference on ethical digital technology and the social economy, "
        "by the Social Good Accelerator."
    )


def sender_of(edition: "Edition") -> dict[str, str]:
    """The header of a mail by which the event writes under its own name, from the address of the site."""
    if not edition.brand:
        return {}
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return {"From": str(Address(display_name=edition.brand, addr_spec=address))}

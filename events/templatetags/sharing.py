"""Tags for sharing: {% capture title %}…{% endcapture %} reads a block twice, {% share_picture %} names a picture."""

from html import unescape

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events import dates, sharing
from events.models import Edition

register = template.Library()


class Capture(Node):
    """Renders what it holds into a variable and shows nothing."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context[self.name] = self.nodelist.render(context).strip()
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> Capture:
    """{% capture name %}…{% endcapture %}"""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(nodelist, name)


@register.simple_tag(takes_context=True)
def share_picture(context: Context, title: str) -> str:
    """The address of the picture of a page called "what · of which edition"."""
    main, _sign, rest = unescape(str(title)).partition(" · ")
    edition = context.get("edition")
    when = _when(edition) if isinstance(edition, Edition) else ""
    worn = context.get("edition_look")
    brand, palette = (worn.brand, worn.accents) if isinstance(worn, Edition) else ("", "")
    return sharing.address(sharing.Card(get_language() or "fr", main, rest, when, brand, palette))


def _when(edition: Edition) -> str:
    cities = dict.fromkeys(venue.city for venue in edition.venues_in_order)
    return " · ".join([dates.range_in_words(edition.starts_on, edition.ends_on), *cities])

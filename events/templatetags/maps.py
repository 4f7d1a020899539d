"""{% venue_map venue %}: the map of a venue, and the same in words."""

from django import template
from django.utils.translation import gettext_lazy as _

from events import venue_map
from events.models import Venue
from events.venue_map import Point

register = template.Library()

BEARINGS = {
    "n": _("to the north"),
    "ne": _("to the north-east"),
    "e": _("to the east"),
    "se": _("to the south-east"),
    "s": _("to the south"),
    "sw": _("to the south-west"),
    "w": _("to the west"),
    "nw": _("to the north-west"),
}
BAR_FROM = 24  # where the bar of the scale begins


@register.inclusion_tag("events/venue_map.html", name="venue_map")
def drawing(venue: Venue) -> dict[str, object]:
    """Nothing without coordinates or landmarks, and nothing around a venue that is still to be confirmed."""
    landmarks = [] if venue.to_be_confirmed else list(venue.landmarks.all())
    if not landmarks or venue.latitude is None or venue.longitude is None:
        return {}
    centre = Point(float(venue.latitude), float(venue.longitude))
    drawn = venue_map.draw(centre, [Point(float(each.latitude), float(each.longitude)) for each in landmarks])
    return {
        "venue": venue,
        "map": drawn,
        "bar_end": BAR_FROM + drawn.bar,
        "rows": [
            {"landmark": landmark, "sign": sign, "way": BEARINGS[sign.bearing]}
            for landmark, sign in zip(landmarks, drawn.signs, strict=True)
        ],
    }

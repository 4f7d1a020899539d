"""Tags that draw the weave: {% weave seed %}, {% weave_mark %}, {% weave_loose seed %}, {% weave_squares seed %}."""

from hashlib import sha256
from typing import cast

from django import template
from django.template import Context

from events import weave

register = template.Library()


@register.inclusion_tag("partials/weave_band.html", takes_context=True, name="weave")
def band(context: Context, seed: object, style: str = "") -> dict[str, object]:
    """A divider as wide as its place: one band of the seed, repeated. `style` adds classes."""
    drawn = weave.band(str(seed))
    used = cast("list[object]", context.render_context.setdefault("weaves", []))
    used.append(seed)
    return {
        "weave": drawn,
        "id": f"weave-{sha256(str(seed).encode()).hexdigest()[:6]}-{len(used)}",
        "style": style,
        "repeats": [round(drawn.width * n) for n in range(1, 5)],
        "page_width": round(drawn.width * 5),
    }


@register.inclusion_tag("partials/weave_drawing.html", name="weave_mark")
def mark() -> dict[str, object]:
    """The mark. Decorative: the name of the event always stands beside it."""
    return {"weave": weave.mark(), "style": "mark"}


@register.inclusion_tag("partials/weave_drawing.html", name="weave_loose")
def loose(seed: object) -> dict[str, object]:
    """The weave whose third strand comes loose."""
    return {"weave": weave.loose(str(seed)), "style": "loose"}


@register.inclusion_tag("outbox/weave.html", name="weave_squares")
def squares(seed: object) -> dict[str, object]:
    """The weave as coloured table cells, for e-mails."""
    return {"rows": weave.squares(str(seed))}

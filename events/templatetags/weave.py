"""Tags that draw the weave: {% weave seed %}, {% weave_mark %}, {% weave_loose seed %}, {% weave_squares seed %}."""

from django import template
from django.template import Context

from events import weave

register = template.Library()


@register.inclusion_tag("partials/weave_band.html", takes_context=True, name="weave")
def band(context: Context, seed: object = "", style: str = "") -> dict[str, object]:
    """A divider as wide as its place: one band, repeated. `style` adds classes.

    Without a seed it is the weave of the page: the first one drawn on it, else that of its address. What is drawn a
    second time points at the first.
    """
    request = context.get("request")
    names: dict[str, str] = vars(request).setdefault("weaves", {}) if request else {}
    chosen = str(seed) or next(iter(names), request.path if request else "necess")
    is_new = chosen not in names
    drawn = weave.band(chosen)
    return {
        "weave": drawn,
        "id": names.setdefault(chosen, f"weave-{len(names) + 1}"),
        "is_new": is_new,
        "style": style,
        "repeats": [round(drawn.width * n) for n in range(is_new, 5)],
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

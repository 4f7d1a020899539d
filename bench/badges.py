"""One badge, and a thousand in one file, against the same badge printed as the manuals show.

The plain way makes fonts, styles and fetcher anew for each document and lets the QR code, drawn as vectors, choose its
mask. Processor time is measured, in turns. Run: ``python -m bench.badges [number of badges]``.
"""

import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from random import Random
from statistics import median
from time import process_time

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML

import bench.inside  # noqa: F401 -- before the models
from bench.stage import say
from registration.badge_batches import PAGES_AT_A_TIME
from registration.badge_page import BADGE, BadgeData, BadgeDay, _page, print_badges, print_part
from registration.sheets import write_pages

NAMES = ["Clémentine", "Léa", "Jean-Baptiste", "Nguyễn Thị Ánh", "Marie", "Ольга"]
DAYS = (
    BadgeDay("Bruxelles", "mardi 25 novembre", "ember"),
    BadgeDay("Paris", "mercredi 26 novembre", "saffron"),
    BadgeDay("Paris", "jeudi 27 novembre", "saffron"),
)
ONE = BadgeData(
    first_name="Clémentine",
    last_name="Dupont-Martin",
    organisation="Mouvement associatif des Hauts-de-France",
    role="attendee",
    role_name="",
    days=DAYS,
    edition="NEC ESS Europe 2025",
    cities="Bruxelles · Paris",
    dates="du 25 au 27 novembre 2025",
    reference="7KQ4-M2PD",
    code="Zk3_f9aQ-s7LmT00",
    language="fr",
)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    loaded = peak_megabytes()
    plain, ours = in_turns(plain_badge, our_badge, times=15)
    say("one badge", f"{1000 * ours:.1f} ms", f"{ours / plain:.2f} of the plain way", "≤ 0.42")
    before = process_time()
    size = batch(number)
    each = (process_time() - before) / number
    say(f"{number} badges, each", f"{1000 * each:.1f} ms", f"{each / plain:.2f} of the plain way", "≤ 0.18")
    say(f"{number} badges, file", f"{size / 1e6:.2f} MB", "", "≤ 2 MB per 1000")
    say("peak memory", f"{peak_megabytes()} MB", f"{peak_megabytes() - loaded} MB for printing", "≤ 150 MB")


def plain_badge() -> bytes:
    source = render_to_string(
        "registration/badges/badges.html", {"pages": [_page(ONE, 0, BADGE)], "title": ONE.title, "language": "fr"}
    )
    code = f'<img src="{segno.make_qr(ONE.address, error="m").svg_data_uri(border=4)}" alt="code">'
    styles = [CSS(filename=finders.find("css/badge.css"))]
    page = HTML(string=source.replace('<p class="edition">', f'{code}<p class="edition">'))
    pdf: bytes = page.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
    return pdf


def our_badge() -> bytes:
    return print_badges([ONE], title=ONE.title, language="fr")


def batch(number: int) -> int:
    """A file of so many different badges; returns its size."""
    dice = Random(1)
    badges = [
        replace(
            ONE, first_name=dice.choice(NAMES), organisation=f"Coopérative {i}", code=f"{i:016}", days=DAYS[i % 3 :]
        )
        for i in range(number)
    ]
    parts = (
        print_part(badges[start : start + PAGES_AT_A_TIME], title="Badges", language="fr")
        for start in range(0, number, PAGES_AT_A_TIME)
    )
    file = BytesIO()
    write_pages(parts, file, title="Badges", language="fr")
    return len(file.getvalue())


def in_turns(*ways: Callable[[], object], times: int) -> list[float]:
    """Median processor seconds of each way, after one run of each to warm up."""
    seconds: list[list[float]] = [[] for _ in ways]
    for turn in range(times + 1):
        for way, taken in zip(ways, seconds, strict=True):
            before = process_time()
            way()
            if turn:
                taken.append(process_time() - before)
    return [median(taken) for taken in seconds]


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

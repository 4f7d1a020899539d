"""Texts of editors are written for pages: a mail is read far from the site."""

from django.conf import settings

from outbox.rendering import _self_contained, one_line


def test_a_subject_is_one_line_and_keeps_the_spaces_of_french():
    assert one_line(" Rappel\u202f:\r\n 948\u00a0€\u2028 \x85 demain ") == "Rappel\u202f: 948\u00a0€ demain"


def test_links_within_the_site_become_whole():
    html = '<a class="x" href="/fr/faq/">1</a> <a href="//other.example/">2</a> <a href="https://x.example/">3</a>'
    assert _self_contained(html) == html.replace('"/fr/', f'"{settings.SITE_URL}/fr/')


def test_a_picture_leaves_its_words():
    html = '<p><picture><source srcset="/a.avif"><img src="/a.png" alt="A map"></picture><img src="/b.png" alt=""></p>'
    assert _self_contained(html) == "<p>A map</p>"

import pytest

from events.markdown import escape, to_html


def test_subset_is_rendered_with_typography_and_anchors():
    html = to_html("# Où ?\n\nLire **ceci** : [ici](https://a.org/?q=x:y)\n\n| A | B |\n|---|---|\n| 1 | 2 |", "fr")
    assert html == (
        '<h2 id="ou">Où\u202f?</h2>\n<p>Lire <strong>ceci</strong>\u202f: '
        '<a href="https://a.org/?q=x:y" rel="noopener">ici</a></p>\n'
        "<table>\n<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n</thead>\n"
        '<tbody>\n<tr>\n<td data-label="A">1</td>\n<td data-label="B">2</td>\n</tr>\n'
        "</tbody>\n</table>\n"
    )


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        '<a href="#" onclick="x()">x</a>',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<iframe src=//evil.example></iframe>",
        "<style>*{display:none}</style>",
        "</title><svg onload=alert(1)>",
    ],
)
def test_markup_of_editors_never_becomes_active(nasty):
    html = to_html(nasty, "en")
    for active in ("<script", "<img", "<iframe", "<style", "<svg", 'href="javascript', 'href="data', '<a href="#"'):
        assert active not in html


def test_escaped_value_is_shown_as_it_is():
    assert to_html(escape("*a* [b](c) <d> _e_"), "en") == "<p>*a* [b](c) &lt;d&gt; _e_</p>\n"


def test_escaped_value_works_in_a_link():
    address = escape("contact@nec-ess.example.org")
    html = to_html(f"[{address}](mailto:{address})", "en")
    assert (
        html == '<p><a href="mailto:contact@nec-ess.example.org" rel="noopener">contact@nec-ess.example.org</a></p>\n'
    )

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Edition

HEADER = "name;street;postcode;city;country;lat;lon;precision"


@pytest.fixture
def assess(tmp_path):
    """Run the command on these lines and read what it writes."""

    def run(*lines, encoding="utf-8-sig", **options):
        file = tmp_path / "offices.csv"
        file.write_text("\n".join(lines), encoding=encoding)
        output = StringIO()
        call_command("assess_offices", str(file), stdout=output, **options)
        return list(csv.DictReader(StringIO(output.getvalue(), newline=""), delimiter=";" if ";" in lines[0] else ","))

    return run


def test_list_comes_back_with_verdicts(rule, assess):
    rows = assess(
        HEADER,
        "Lyon;1 rue Neuve;69001;Lyon;FR;;;",
        "Chelles;1 rue Neuve;77500;Chelles;FR;;;",
        "Montreuil;1 rue Neuve;93100;Montreuil;FR;;;",
        "Pin;;;;FR;45,7491;4,8479;house",
        "Élan;;;Nulle-Part;FR;;;",
    )

    assert [(row["name"], row["verdict"]) for row in rows] == [
        ("Lyon", "yes"),
        ("Chelles", "review"),
        # Near Paris, far from Brussels: the venue rules disagree, so a person decides.
        ("Montreuil", "review"),
        ("Pin", "yes"),
        ("Élan", "review"),
    ]
    assert rows[2]["reasons"] == "venue_rules_disagree far near"


def test_only_the_chosen_venues_are_measured(rule, assess):
    (row,) = assess(HEADER, "Montreuil;;93100;Montreuil;FR;;;", venue=["paris"])

    assert (row["verdict"], row["reasons"], "brussels_distance_m" in row) == ("no", "near", False)
    with pytest.raises(CommandError, match="no venue: atlantis"):
        assess(HEADER, venue=["paris", "atlantis"])


def test_commas_short_rows_and_other_columns_are_fine(rule, assess):
    rows = assess("city,country,remark", "Lyon,FR", 'Lyon,FR,"a, b",more')

    assert [(row["verdict"], row["remark"]) for row in rows] == [("yes", ""), ("yes", "a, b")]


def test_a_line_break_inside_a_cell_is_part_of_it(rule, assess):
    rows = assess("name,street,city,country", '"Atelier\nde la Marne","3 rue Neuve\nBP 12",Lyon,FR')

    assert [(row["name"], row["street"], row["verdict"]) for row in rows] == [
        ("Atelier\nde la Marne", "3 rue Neuve\nBP 12", "review")
    ]


def test_edition_is_chosen_by_its_slug(rule, assess):
    assert assess(HEADER, "Lyon;;;Lyon;FR;;;", edition=rule.edition.slug)[0]["verdict"] == "yes"
    with pytest.raises(CommandError, match="no such edition"):
        assess(HEADER, edition="1815")


def test_number_of_queries_does_not_depend_on_the_rows(rule, assess):
    counts = []
    for size in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            assess(HEADER, *["Lyon;;;Lyon;FR;;;"] * size)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_cannot_be_read_is_said(rule, assess, tmp_path):
    with pytest.raises(CommandError, match="columns missing: country, lat, lon"):
        assess("name;city", "Lyon;Lyon")
    with pytest.raises(CommandError, match="No such file"):
        call_command("assess_offices", str(tmp_path / "missing.csv"))
    with pytest.raises(CommandError, match="can't decode"):
        assess(HEADER, "Élan;;;Lyon;FR;;;", encoding="latin-1")


def test_edition_without_a_rule_is_said(edition, assess):
    with pytest.raises(CommandError, match="no allowance rule"):
        assess(HEADER)


def test_without_any_edition_is_said(db, assess):
    assert not Edition.objects.exists()
    with pytest.raises(CommandError, match="no such edition"):
        assess(HEADER)

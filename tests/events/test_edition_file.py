from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import translation

from events.edition_file.document import InvalidEditionFile
from events.edition_file.dumping import dump
from events.edition_file.loading import load
from events.models import Article, Edition, EventDay, Page, Partner, Session
from tests.events import moments
from tests.events.conftest import DATA, SHIPPED

SMALL = """\
edition:
  slug: local
  title: {fr: Ici, en: Here}
  theme: {fr: Un thème, en: A theme}
  summary: {fr: Court, en: Short}
  starts_on: 2026-03-01
  ends_on: 2026-03-02
  contact_email: a@example.org
venues:
  - slug: hall
    name: {fr: Salle, en: Hall}
    city: {fr: Lille, en: Lille}
    country: FR
days:
  - slug: lille
    venue: hall
    date: 2026-03-01
    opens_at: 09:00
    closes_at: 17:00
    capacity: 50
speakers:
  - {slug: ada, name: Ada}
sessions:
  - day: lille
    slug: start
    starts_at: 09:30
    ends_at: 10:00
    kind: talk
    title: {fr: Début, en: Start}
    speakers: [ada]
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "local.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows() -> dict[str, list[dict[str, object]]]:
    """Every row of the app but its keys and the mirror columns of modeltranslation."""
    from django.apps import apps

    found = {}
    for model in apps.get_app_config("events").get_models():
        mirrors = set(getattr(model, "translated_fields", tuple)())
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in mirrors]
        found[model.__name__] = list(model._default_manager.order_by("pk").values(*names))
    found["speakers"] = list(Session.speakers.through.objects.order_by("pk").values("session_id", "speaker_id"))
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_edition_loads_once_and_dumps_without_loss(editions, path, tmp_path):
    before = rows()
    assert load(path).changes == 0
    call_command("dump_edition", path.stem, to=tmp_path / "out", stdout=StringIO())
    assert load(tmp_path / "out" / f"edition-{path.stem}.yaml").changes == 0
    assert rows() == before


@pytest.mark.django_db
def test_dumped_edition_loads_into_an_empty_database_identically(write):
    load(write(SMALL))
    text = dump(Edition.objects.get())
    before = rows()
    Session.objects.all().delete()
    EventDay.objects.all().delete()
    Edition.objects.all().delete()
    load(write(text))

    def without_keys(found):
        return {
            name: [{key: value for key, value in row.items() if not key.endswith("id")} for row in each]
            for name, each in found.items()
        }

    assert without_keys(rows()) == without_keys(before)
    assert dump(Edition.objects.get()) == text


@pytest.mark.django_db
def test_changed_file_updates_adds_and_removes(write):
    load(write(SMALL))
    changed = SMALL.replace("capacity: 50", "capacity: 60").replace("[ada]", "[]").replace("Ada}", "Ada L.}")
    changed += "questions:\n  - {slug: q, question: {fr: Qui ?, en: Who?}, answer: {fr: Nous, en: Us}}\n"
    report = load(write(changed))
    assert report.lines() == [
        "days: 0 added, 1 changed, 0 removed",
        "speakers: 0 added, 1 changed, 0 removed",
        "sessions: 0 added, 1 changed, 0 removed",
        "questions: 1 added, 0 changed, 0 removed",
    ]
    report = load(write(SMALL.partition("speakers:")[0]))
    assert report.lines() == [
        "days: 0 added, 1 changed, 0 removed",
        "speakers: 0 added, 0 changed, 1 removed",
        "sessions: 0 added, 0 changed, 1 removed",
        "questions: 0 added, 0 changed, 1 removed",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["2026-01-10 09:00", "2026-01-10 09:00:00", "'2026-01-10 09:00'"])
def test_instants_are_in_paris_time(write, written):
    load(write(SMALL.replace("  slug: local\n", f"  slug: local\n  registration_opens_at: {written}\n")))
    assert Edition.objects.get().registration_opens_at == moments.paris(2026, 1, 10, 9)


@pytest.mark.django_db
def test_dry_run_writes_nothing(write):
    assert load(write(SMALL), dry_run=True).changes == 5
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_every_fault_is_told_with_its_line_and_nothing_is_written(write):
    faulty = (
        SMALL.replace("title: {fr: Ici, en: Here}", "title: {fr: Ici, de: Hier}")
        .replace("country: FR", "country: France")
        .replace("date: 2026-03-01", "date: 2026-13-01")
        .replace("capacity: 50", "capacity: many")
        .replace("kind: talk", "kind: dance")
        .replace("speakers: [ada]", "speakers: [bob]\n    colour: red")
    )
    with pytest.raises(InvalidEditionFile) as refused:
        load(write(faulty))
    assert str(refused.value).splitlines()[:1] == [
        "local.yaml:3: unknown language “de”; the site speaks fr, en",
    ]
    with translation.override(None), pytest.raises(InvalidEditionFile) as refused:
        load(write(faulty.replace("de: Hier", "en: Here")))
    assert [(fault.line, fault.message.partition(";")[0]) for fault in refused.value.faults] == [
        (13, "“country”: Ensure this value has at most 2 characters (it has 6)."),
        (13, "“country”: Two capital letters, such as FR."),
        (17, "“date”: expected a date (2025-11-25)"),
        (20, "“capacity”: expected a whole number"),
        (28, "“kind”: Value 'dance' is not a valid choice."),
        (30, "“speakers”: there is no “bob” in “speakers”"),
        (31, "unknown key “colour”"),
    ]
    assert not Edition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("edition: [", 1),
        ("edition:\n  slug: a\n  slug: b\n", 3),
        ("- a\n", 1),
        ("", 1),
        ("venues: []\n", 1),
        ("edition: 3\n", 1),
        ("nonsense: {}\nedition: {}\n", 1),
        ("edition:\n\tslug: a\n", 2),
    ],
)
def test_unreadable_file_is_refused_with_a_line(write, text, line):
    with pytest.raises(InvalidEditionFile) as refused:
        load(write(text))
    assert refused.value.faults[0].line == line


@pytest.mark.django_db
def test_cap_below_places_taken_is_refused_plainly_and_taken_is_kept(write):
    load(write(SMALL))
    EventDay.objects.update(taken=40)
    assert load(write(SMALL.replace("capacity: 50", "capacity: 45"))).changes == 1
    assert list(EventDay.objects.values_list("capacity", "taken")) == [(45, 40)]
    with pytest.raises(CommandError) as refused:
        call_command("load_edition", str(write(SMALL.replace("capacity: 50", "capacity: 39"))))
    assert str(refused.value) == (
        "local.yaml:20: “capacity”: 40 people already hold a place: the cap cannot be 39\n"
        "1 fault(s), nothing was written."
    )


@pytest.mark.django_db
def test_day_with_people_is_never_removed(write):
    load(write(SMALL))
    EventDay.objects.update(taken=1)
    with pytest.raises(InvalidEditionFile, match="“lille” is missing from “days”, but 1 people hold a place"):
        load(write(SMALL.partition("days:")[0]))
    assert EventDay.objects.count() == 1


@pytest.mark.django_db
def test_placeholder_that_means_nothing_is_refused(write):
    with (
        translation.override(None),
        pytest.raises(InvalidEditionFile, match=r"local.yaml:5: “summary.en”: Unknown fact {places:lile}"),
    ):
        load(
            write(SMALL.replace("en: Short", "en: '{places:lile} places'").replace("fr: Court", "fr: '{places:lille}'"))
        )


@pytest.mark.django_db
def test_text_in_one_language_only_is_refused_once_published(write):
    half = SMALL + "    summary: {fr: Seulement}\n"
    with pytest.raises(InvalidEditionFile, match=r"local.yaml:32: “summary.en”"):
        load(write(half.replace("slug: local\n", "slug: local\n  status: published\n")))
    assert load(write(half)).changes == 5


def test_article_in_one_language_is_accepted(editions):
    article = Article.objects.get(slug="parlez-moi-d-ia")
    assert (article.languages, article.title_en or "", bool(article.title_fr)) == ("fr", "", True)


def test_shared_partners_agree_between_editions(editions):
    for path in SHIPPED:
        assert load(path).changes == 0
    assert Partner.objects.get(slug="anct").short_name == "ANCT"


def test_dump_of_unknown_edition_names_the_known_ones(editions):
    with pytest.raises(CommandError, match="There is no edition “1999”; known: 2025, 2024, 2023"):
        call_command("dump_edition", "1999")


def test_file_outside_the_folder_is_refused(write, db):
    text = SMALL + "downloads:\n  - {slug: d, label: {fr: D, en: D}, file: {fr: ../../etc/passwd, en: nothing.pdf}}\n"
    with pytest.raises(InvalidEditionFile) as refused:
        load(write(text))
    assert {fault.line for fault in refused.value.faults} == {32}


def test_every_page_of_the_footer_is_shipped(editions):
    assert set(Page.objects.values_list("slug", flat=True)) == {
        "accessibility",
        "cookies",
        "ecodesign",
        "legal",
        "privacy",
    }


def test_models_describe_themselves():
    from django.apps import apps

    for model in apps.get_app_config("events").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field) and not field.primary_key:
                assert field.help_text, f"{model.__name__}.{field.name}"
    assert DATA.is_dir()

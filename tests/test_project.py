"""The rules of the house, kept by the machine."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import get_resolver

from necess.celery import app

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "outbox", "events", "registration", "reimbursement", "necess"]
CODE = sorted(path for name in APPS for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
MESSAGES = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"

# Names that say where a thing lies but not what it is.
VAGUE_NAMES = {"utils", "helpers", "services", "common", "managers", "signals", "misc", "base", "tools"}
# Templates that Django, allauth or the browser look for by name.
FOUND_BY_CONVENTION = ("errors/", "admin/", "account/", "allauth/", "mfa/")


def relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


# Code


def test_no_file_reaches_400_lines():
    assert relative([p for p in CODE + TESTS if len(p.read_text().splitlines()) >= 400]) == []


def test_no_function_reaches_40_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 >= 40
    ]
    assert long == []


def test_modules_are_named_after_what_they_are_about():
    assert relative([p for p in CODE if p.stem in VAGUE_NAMES or p.parent.name in VAGUE_NAMES]) == []


def test_no_unfinished_business_in_code_or_templates():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert relative([p for p in CODE + TEMPLATES + STATIC if marks.search(p.read_text())]) == []


def test_suppressions_state_their_reason():
    bare = re.compile(r"(# noqa(?!: [A-Z0-9, ]+ --? \w)|# type: ignore(?!\[[a-z, -]+\] +[-#]+ \w))")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in CODE
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_places_taken_are_written_by_seat_allocation_alone():
    writes = re.compile(r"(\.taken\s*[+-]?=[^=]|update\([^)]*\btaken=|(save|bulk_update)\([^)]*[\"']taken[\"'])")
    allowed = {ROOT / "registration" / "seat_allocation.py"}
    assert relative([p for p in CODE if writes.search(p.read_text()) and p not in allowed]) == []


def test_few_modules_speak_to_other_machines():
    speaks = re.compile(
        r"^\s*(import|from) (http\.client|urllib\.request(?! import pathname2url$)|requests|httpx|aiohttp|socket)\b",
        re.MULTILINE,
    )
    found = relative([path for path in CODE if speaks.search(path.read_text())])
    # The demonstration asks its own server whether it is ready; files may live in a store of the organiser's.
    assert found == [
        "events/other_sites.py",
        "necess/management/commands/demo.py",
        "necess/object_store.py",
        "reimbursement/geocoding/web.py",
    ]


def test_import_directions():
    command = [shutil.which("lint-imports", path=Path(sys.executable).parent), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_every_branch_of_the_rules_is_measured():
    """The rules that know neither Django nor an application are those whose coverage `make rules` demands."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [rules] = [contract for contract in contracts if contract["name"].startswith("Rules about money")]
    measured = ConfigParser()
    measured.read(ROOT / "tests" / "rules_coverage.ini")
    files = [f"{module.replace('.', '/')}.py" for module in rules["source_modules"]]
    assert measured["run"]["include"].split() == sorted(files)
    assert measured["report"]["fail_under"] == "100"


def test_every_dependency_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text().partition("[dependency-groups]")[0].splitlines()
    entries = [number for number, line in enumerate(lines) if re.match(r'  "[a-z]', line)]
    assert [lines[n] for n in entries if not lines[n - 1].strip().startswith("#")] == []


# Database, periodic work, addresses


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()


def test_every_task_of_ours_is_named_after_its_place():
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if name.partition(".")[0] in APPS]
    assert [name for name in ours if ".tasks." not in name] == []


def all_url_names(resolver=None, namespaces=()) -> set[str]:
    names = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = namespaces + ((entry.namespace,) if entry.namespace else ())
            names |= all_url_names(entry, inner)
        elif entry.name:
            names.add(":".join([*namespaces, entry.name]))
    return names


def test_every_url_named_in_a_template_exists():
    named = re.compile(r"{%\s*url\s+[\"']([\w:.-]+)[\"']")
    used = {name for path in TEMPLATES for name in named.findall(path.read_text())}
    assert used - all_url_names() == set()


# Templates and languages


def test_every_template_compiles():
    for path in TEMPLATES:
        get_template(str(path.relative_to(ROOT / "templates")))


def test_every_template_is_used():
    sources = [path.read_text() for path in CODE + TEMPLATES]
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        stem = re.sub(r"\.(subject\.txt|txt|html)$", "", name)  # a message names its three templates once …
        stem = stem.rpartition("/emails/")[2]  # … and its module knows the folder
        by_convention = name.startswith(FOUND_BY_CONVENTION) or "/widgets/" in name or name.startswith("django/")
        if not by_convention and not any(name in source or f'{stem}"' in source for source in sources):
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\son[a-z]+\s*=\s*[\"']",
        r"\sstyle\s*=\s*[\"']",
        r"javascript:",
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")",
    ],
)
def test_templates_obey_the_content_security_policy(forbidden):
    pages = [path for path in TEMPLATES if path.suffix in {".html", ".svg"}]
    assert relative([p for p in pages if re.search(forbidden, p.read_text(), re.IGNORECASE)]) == []


def test_nothing_is_loaded_from_another_host():
    loads = re.compile(
        r"((?<!<a )\b(src|srcset|data|action)=[\"'](https?:)?//|url\([\"']?(https?:)?//|@import|from [\"']https?:)"
    )
    assert relative([p for p in TEMPLATES + STATIC if loads.search(p.read_text())]) == []


def test_nothing_names_a_place_on_one_machine():
    places = re.compile(r"(/home/\w|/root/|/Users/\w|/work/\w)")
    files = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True).split("\n")
    texts = [
        ROOT / name for name in files if name and Path(name).suffix not in {".png", ".pdf", ".lock", ".ico", ".woff2"}
    ]
    mine = Path(__file__)
    found = [p for p in texts if p.is_file() and p != mine and places.search(p.read_text(errors="ignore"))]
    assert [name for name in relative(found) if name != "Dockerfile"] == []


def test_french_is_complete():
    catalogue = polib.pofile(str(MESSAGES))
    assert [entry.msgid for entry in catalogue if entry.fuzzy or not entry.translated()] == []


@pytest.mark.live
def test_messages_are_extracted(tmp_path):
    for name in [*APPS, "templates", "static", "locale"]:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    options = ["--locale=fr", "--no-location", "--no-obsolete", "--no-wrap"]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *options], cwd=tmp_path, check=True, capture_output=True
    )

    def known(path: Path) -> set:
        return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(path))}

    assert known(tmp_path / MESSAGES.relative_to(ROOT)) ^ known(MESSAGES) == set()


# Documents


def test_every_make_command_in_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {name for path in documents for name in re.findall(r"\bmake ([a-z]+)\b(?= *[`\n#A-Z])", path.read_text())}
    assert named - targets == set()


def test_every_manage_command_in_the_documents_exists():
    from django.core.management import get_commands

    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {name for path in documents for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())}
    assert named - set(get_commands()) == set()


def test_links_between_documents_lead_somewhere():
    links = [
        (document, target)
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", re.sub(r"`[^`\n]*`", "", document.read_text()))
    ]
    assert [(d.name, target) for d, target in links if not (d.parent / target).exists()] == []


def test_every_fault_names_tests_that_exist():
    """`docs/faults.md` has a line per fault, and what proves it stands in the code."""
    text = (ROOT / "docs" / "faults.md").read_text()
    assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == [str(number) for number in range(1, 97)]
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", text)
    gone = [
        f"{file}::{name}"
        for file, name in named
        if not (path := ROOT / "tests" / file).exists() or f"def {name}(" not in path.read_text()
    ]
    assert gone == []
    lines = re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]
    assert [line for line in lines if "`" not in line and "not proved by a test" not in line] == []


def test_every_variable_is_documented_and_read():
    documented = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    readers = re.compile(r"\b(?:env|read)\.\w+\(\s*\"([A-Z_]+)\"")
    read = {name for path in CODE for name in readers.findall(path.read_text())}
    scripts = [ROOT / "scripts" / "serve.sh", ROOT / "docker-compose.yml"]
    expanded = {name for path in scripts for name in re.findall(r"\$\{([A-Z_]+):[-?]", path.read_text())}
    assert documented == read | expanded


@pytest.mark.live
@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "EMAIL_URL", "NECESS_DATA_KEYS"])
def test_a_missing_variable_stops_the_start_by_name(missing):
    variables = {name: value for name, value in os.environ.items() if name != missing}
    command = [sys.executable, "-c", "import necess.settings"]
    result = subprocess.run(command, check=False, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert result.returncode != 0
    assert missing in result.stderr


@pytest.mark.live
def test_settings_for_production_raise_no_warning(tmp_path):
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]", line))
    secret = {"SECRET_KEY": "Yj3" + os.urandom(32).hex(), "NECESS_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(command, check=False, cwd=ROOT, env=example | secret, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_system_check_is_silent():
    output = StringIO()
    call_command("check", stdout=output, stderr=output)
    assert output.getvalue() == "System check identified no issues (0 silenced).\n"

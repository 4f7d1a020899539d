import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from events import clock
from reimbursement import documents
from reimbursement.models import ClaimLink, SupportingDocument
from tests.reimbursement import cast, papers
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.pages


@pytest.fixture(autouse=True)
def world(settings, tmp_path):
    settings.STAFF_MFA = False
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    with clock.at(NOW):
        yield


def add(claim, content=None, name="statuts.pdf") -> SupportingDocument:
    content = papers.pdf() if content is None else content
    file = io.BytesIO(content)
    return documents.add(claim=claim, kind="statutes", name=name, size=len(content), file=file, now=NOW)


def address(name, claim, *args) -> str:
    with translation.override("en"):
        return reverse(f"reimbursement:{name}", args=[ClaimLink.objects.issue(claim=claim), *args])


def test_add_stores_under_a_made_up_name(edition, rule):
    document = add(cast.draft(edition), name="../../etc/passwd\u202efdp.pdf")
    assert document.original_name == "passwdfdp.pdf"
    assert document.file.name.startswith("claims/")
    assert "passwd" not in document.file.name
    assert default_storage.exists(document.file.name)


@pytest.mark.parametrize(
    "name", ["\0x.pdf", "a\r\nSet-Cookie: x.pdf", "x" * 400 + ".pdf", "/", "..", "", '"quote".pdf']
)
def test_shown_name_is_one_short_line(name):
    shown = documents.shown_name(name)
    assert 1 <= len(shown) <= 120
    assert not set(shown) & set("\0\r\n/\\")


def test_add_the_same_file_twice_keeps_one(edition, rule):
    claim = cast.draft(edition)
    first = add(claim)
    assert (add(claim), claim.documents.count()) == (first, 1)


def test_add_more_than_ten_files_is_refused(edition, rule):
    claim = cast.draft(edition)
    for number in range(10):
        add(claim, papers.pdf(number + 1))
    with pytest.raises(documents.QuotaReached):
        add(claim, papers.pdf(11))


def test_add_more_bytes_than_the_quota_is_refused(edition, rule):
    claim = cast.draft(edition)
    add(claim)
    claim.documents.update(size=documents.MAX_TOTAL_BYTES)
    with pytest.raises(documents.QuotaReached):
        add(claim, papers.pdf(2))


def test_a_dangerous_file_is_told_to_staff(client, edition, rule, caplog):
    """The test file of virus scanners, which does nothing."""
    claim = cast.checked(edition)
    claimant = address("documents", claim)
    virus = SimpleUploadedFile(
        "statuts.pdf", rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    )
    page = client.post(claimant, {"kind": "statutes", "papers": virus}).content.decode()
    assert ("refused as dangerous" in page, claim.documents.count()) == (True, 0)
    assert [record.levelname for record in caplog.records if "dangerous file refused" in record.getMessage()] == [
        "WARNING"
    ]
    client.force_login(cast.staff("reviewer"))
    screen = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk])).content.decode()
    assert "A file sent with this claim was refused as dangerous" in screen
    assert "refused as dangerous" not in client.get(address("claim", claim)).content.decode()


def test_add_on_a_full_disk_leaves_no_row(edition, rule, tmp_path):
    claim = cast.draft(edition)
    (tmp_path / "claims").write_text("a file where the folder should be")
    with pytest.raises(documents.NotStored):
        add(claim)
    assert claim.documents.count() == 0


def test_remove_deletes_row_and_file_of_a_draft(edition, rule, django_capture_on_commit_callbacks):
    document = add(cast.draft(edition))
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove(document=document)
    assert (SupportingDocument.objects.count(), default_storage.exists(document.file.name)) == (0, False)


def test_remove_from_a_claim_under_examination_is_refused(edition, rule):
    document = add(cast.checked(edition))
    with pytest.raises(documents.AlreadyExamined):
        documents.remove(document=document)


def test_several_files_at_once_keep_the_good_ones(client, edition, rule):
    claim = cast.draft(edition)
    files = [SimpleUploadedFile("a.pdf", papers.pdf()), SimpleUploadedFile("b.php", papers.pdf())]
    response = client.post(address("documents", claim), {"kind": "statutes", "papers": files})
    assert "b.php: The name of the file does not fit what is in it." in response.content.decode()
    assert [document.original_name for document in claim.documents.all()] == ["a.pdf"]


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("a.pdf", b"")]])
def test_no_file_or_an_empty_one_is_pointed_out(client, edition, rule, files):
    claim = cast.draft(edition)
    response = client.post(address("documents", claim), {"kind": "statutes", "papers": files})
    assert (response.status_code, claim.documents.count()) == (200, 0)
    assert 'id="errors"' in response.content.decode()


def test_a_document_is_handed_out_as_something_that_cannot_run(client, edition, rule):
    claim = cast.draft(edition)
    document = add(claim)
    response = client.get(address("document", claim, document.digest))
    headers = response.headers
    assert headers["Content-Disposition"].startswith(f'attachment; filename="{claim.reference}-statutes-')
    assert (headers["Content-Security-Policy"], headers["X-Content-Type-Options"]) == (
        "default-src 'none'; sandbox",
        "nosniff",
    )
    assert "no-store" in headers["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_the_document_of_another_claim_is_not_found(client, edition, rule):
    mine, theirs = cast.draft(edition, "mine"), cast.draft(edition, "theirs")
    document = add(theirs)
    assert client.get(address("document", mine, document.digest)).status_code == 404
    assert client.post(address("remove_document", mine, document.digest)).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("reviewer", 200),
        ("approver", 200),
        ("treasurer", 200),
        ("administrator", 404),
        ("door", 404),
        ("editor", 404),
        ("registration desk", 404),
    ],
)
def test_documents_are_for_those_who_decide_or_pay(client, edition, rule, role, status):
    claim = cast.checked(edition)
    path = reverse("admin:reimbursement_claim_document", args=[claim.pk, add(claim).digest])
    assert client.get(path).status_code == 302
    client.force_login(cast.staff(role))
    response = client.get(path)
    assert response.status_code == status
    assert response.streaming is (status == 200)
    assert b"".join(response)


@pytest.mark.parametrize(("role", "is_offered"), [("approver", True), ("administrator", False)])
def test_screen_offers_documents_to_those_who_may_open_them(client, edition, rule, settings, role, is_offered):
    settings.STAFF_MFA = False
    claim = cast.checked(edition)
    path = reverse("admin:reimbursement_claim_document", args=[claim.pk, add(claim).digest])
    client.force_login(cast.staff(role))
    page = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk])).content.decode()
    assert "statuts.pdf" in page
    assert (path in page) is is_offered

"""Private files in an S3-compatible store, over real connections to a server that checks every signature."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse

from necess.object_store import EMPTY, StoreFailed, signed
from reimbursement import documents
from reimbursement.models import SupportingDocument
from tests.necess.object_server import object_server
from tests.reimbursement import cast, papers

# The worked examples of the Signature Version 4 documentation of Amazon S3.
EXAMPLE = {
    "key": "AKIAIOSFODNN7EXAMPLE",
    "secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "region": "us-east-1",
    "moment": datetime(2013, 5, 24, tzinfo=UTC),
}
HOST = {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z"}


@pytest.fixture
def server():
    with object_server() as running:
        yield running


@pytest.fixture
def kept_there(settings, server):
    store = {"BACKEND": "necess.object_store.ObjectStore", "OPTIONS": server.options()}
    settings.STORAGES = {**settings.STORAGES, "default": store}


@pytest.mark.parametrize(
    ("method", "path", "headers", "signature"),
    [
        (
            "GET",
            "/test.txt",
            {"range": "bytes=0-9", "x-amz-content-sha256": EMPTY},
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            {
                "date": "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
            },
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
    ],
)
def test_requests_are_signed_as_documented(method, path, headers, signature):
    assert signed(method, path, {**HOST, **headers}, **EXAMPLE).endswith(f"Signature={signature}")


@pytest.mark.parametrize("name", ["claims/x.pdf", "Élan & co/100 %+~.pdf", "a/b/c"])
@pytest.mark.parametrize("content", [b"", b"x" * 3_000_000])
def test_a_file_comes_back_as_it_was_kept_until_it_is_deleted(server, name, content):
    store = server.store()
    assert store.save(name, ContentFile(content)) == name
    with store.open(name) as file:
        assert (file.read(), store.size(name), store.exists(name)) == (content, len(content), True)
    store.delete(name)
    store.delete(name)
    assert (store.exists(name), server.objects) == (False, {})
    with pytest.raises(FileNotFoundError):
        store.open(name)
    with pytest.raises(FileNotFoundError):
        store.size(name)


def test_a_second_file_of_the_same_name_does_not_replace_the_first(server):
    store = server.store()
    first, second = (store.save("a.pdf", ContentFile(content)) for content in (b"1", b"2"))
    assert (first == second, sorted(server.objects.values())) == (False, [b"1", b"2"])


def failures(server):
    yield server.store(secret="another")
    yield server.store(host="127.0.0.1:9")
    server.failing = 503
    yield server.store()


def test_a_store_that_is_away_or_refuses_fails_as_a_full_disk_does(server):
    for store in failures(server):
        for act in (
            store.exists,
            store.size,
            store.delete,
            store.open,
            lambda name, s=store: s.save(name, ContentFile(b"x")),
        ):
            with pytest.raises(StoreFailed) as failed:
                act("a.pdf")
            assert "another" not in str(failed.value)


@pytest.mark.pages
@pytest.mark.django_db
def test_documents_of_a_claim_live_there_from_the_upload_to_the_calendar(kept_there, server, client, settings):
    """Sent by the claimant, read by a reviewer, looked at as a picture, erased; never under the sender's name."""
    settings.STAFF_MFA = False
    edition = cast.make_edition()
    cast.make_rule(edition)
    claim = cast.checked(edition)
    document = add(claim)
    assert [path.startswith("/necess/claims/") and "statuts" not in path for path in server.objects] == [True]
    client.force_login(cast.staff("reviewer"))
    where = reverse("admin:reimbursement_claim_document", args=[claim.pk, document.digest])
    assert b"".join(client.get(where).streaming_content) == next(iter(server.objects.values()))
    assert client.get(where, {"page": "1"}).headers["Content-Type"] == "image/jpeg"
    with TestCase.captureOnCommitCallbacks(execute=True):
        documents.erase(document=document)
    assert server.objects == {}


@pytest.mark.pages
@pytest.mark.django_db
@pytest.mark.parametrize("status", [403, 500, 507])
def test_a_document_the_store_refuses_leaves_no_row(kept_there, server, status):
    edition = cast.make_edition()
    cast.make_rule(edition)
    claim = cast.draft(edition)
    server.failing = status
    with pytest.raises(documents.NotStored):
        add(claim)
    assert (SupportingDocument.objects.count(), server.objects) == (0, {})


def add(claim):
    content = papers.pdf()
    file = io.BytesIO(content)
    kept = documents.add(claim=claim, kind="bank", name="statuts.pdf", size=len(content), file=file, now=cast.NOW)
    assert default_storage.size(kept.file.name) == kept.size
    return kept

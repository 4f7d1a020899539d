"""Every nasty file handed in by the form of a claim: refused in words and in time, or kept without what it carried."""

import io
import re
import time
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from events import clock
from reimbursement.models import SupportingDocument
from reimbursement.views.files import PROBLEMS
from tests.nasty.files import CANARY, FILES
from tests.reimbursement import cast
from tests.reimbursement.pages import address, link_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

# Unfolded, the bombs take 190 and more; the largest file that is kept takes 20.
MOST_MEGABYTES = 100


@pytest.fixture(autouse=True)
def mid_october(private_files):
    with clock.at(cast.NOW):
        yield


def unfolded(content: bytes) -> bytes:
    """All that a file says, with nothing compressed; a page of a hundred million zeros stays folded."""
    if not content.startswith(b"%PDF"):
        return content
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = pikepdf.StreamDecodeLevel.none
        document.save(output, stream_decode_level=streams, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return output.getvalue()


def megabytes(what: str) -> int:
    """The memory of this process: ``VmRSS`` now, ``VmHWM`` at most since the last reset."""
    return int(re.findall(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text())[0]) // 1024


@pytest.mark.parametrize("what", FILES)
def test_file_is_refused_in_words_or_kept_harmless(client, edition, rule, what):
    nasty = FILES[what]
    claim = cast.draft(edition)
    page = address("documents", link_of(claim))
    content = nasty.content()
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak
    held, began = megabytes("VmRSS"), time.process_time()
    response = client.post(page, {"kind": "bank", "papers": SimpleUploadedFile(nasty.name, content)})
    assert time.process_time() - began < 2
    assert megabytes("VmHWM") - held < MOST_MEGABYTES
    kept = list(SupportingDocument.objects.all())
    if nasty.problem:
        assert (response.status_code, kept) == (200, [])
        assert str(PROBLEMS[nasty.problem]) in text_of(response)
        return
    assert (response.status_code, len(kept)) == (302, 1)
    with default_storage.open(kept[0].file.name) as file:
        stored = unfolded(file.read())
    acting = [b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/XFA", b"/URI", b"GPS"]
    assert [word for word in (CANARY, *acting) if word in stored] == []


def test_the_word_to_look_for_is_in_the_files():
    """Control: what is looked for in the kept files was in those that were sent."""
    sent = [unfolded(file.content()) for file in FILES.values() if not file.problem]
    assert sum(CANARY in content for content in sent) >= 8

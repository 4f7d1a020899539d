"""One page of a PDF as a picture, in a process of its own: what a hostile file breaks, breaks there.

``previews`` runs this file: the PDF on standard input, the number of the page as argument, a JPEG on standard output.
"""

import io
import resource
import sys

import pypdfium2

LONGEST_SIDE = 1600
# Of the processor, and of memory: more than any honest page takes.
SECONDS = 8
BYTES = 1024**3


def draw(content: bytes, number: int) -> bytes:
    """Return page ``number``, from one on, at most LONGEST_SIDE pixels high or wide."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[number - 1]
        scale = min(LONGEST_SIDE / max(page.get_size()), 4)
        output = io.BytesIO()
        page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(output, "JPEG", quality=80)
    return output.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read(), int(sys.argv[1])))

"""The first pages of a PDF as one picture. Runs as a child: limits first, then the file; out comes a JPEG, or nothing."""

import resource
import sys
from io import BytesIO

MOST_PAGES = 3
WIDTH, MOST_HEIGHT = 1000, 2000  # pixels of one page
MEMORY_MB = 768
GAP = 12


def picture_of(content: bytes) -> bytes:
    """The pages below each other. Raises all sorts of errors: then it cannot be drawn."""
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(content)
    pages = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        wide, high = page.get_size()
        scale = min(WIDTH / wide, MOST_HEIGHT / high)
        pages.append(page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))
    height = sum(one.height for one in pages) + GAP * (len(pages) - 1)
    whole = Image.new("RGB", (max(one.width for one in pages), height), "#8a8f98")
    top = 0
    for one in pages:
        whole.paste(one, ((whole.width - one.width) // 2, top))
        top += one.height + GAP
    out = BytesIO()
    whole.save(out, "JPEG", quality=80)
    return out.getvalue()


def main() -> None:
    """Reads the file from standard input; writes nothing anywhere but to standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(picture_of(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()

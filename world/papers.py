"""Papers that invented people hand in: one page, so that an officer of the demo has something to look at."""

from functools import cache

LINES = ("DEMONSTRATION", "An invented document of the demo city.", "It proves nothing.")


@cache
def paper(slot: str) -> bytes:
    """A PDF that names its slot."""
    texts = [(36, 720, LINES[0]), (20, 680, slot.replace("-", " ")), (12, 650, LINES[1]), (12, 632, LINES[2])]
    drawn = "".join(f"BT /F {size} Tf 72 {height} Td ({text}) Tj ET\n" for size, height, text in texts)
    content = (drawn + "0.6 G 2 w 60 60 475 720 re S").encode("ascii", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + head + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))

"""What ISO 19005-3 (PDF/A-3) asks of every file, as far as it can be read off its objects."""

from io import BytesIO

import pikepdf

FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"}
HIDDEN, INVISIBLE, PRINTED, NO_VIEW = 2, 1, 4, 32


def faults(made: bytes) -> list[str]:
    """Clause and what is wrong with it; empty for a file that may be kept for ever."""
    found: list[str] = []
    with pikepdf.open(BytesIO(made)) as pdf:
        if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
            found.append("6.1.3 encrypted")
        if len(pdf.trailer.get("/ID", [])) != 2:
            found.append("6.1.3 no file identifier")
        intents = [one for one in pdf.Root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
        if not intents or any(b"acsp" not in bytes(one.DestOutputProfile.read_bytes())[:64] for one in intents):
            found.append("6.2.3 no output intent with an ICC profile")
        metadata = pdf.open_metadata()
        if metadata.get("pdfaid:part") != "3" or metadata.get("pdfaid:conformance") not in ("A", "B", "U"):
            found.append("6.6.4 not identified as PDF/A-3")
        tagged = bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False)) and "/StructTreeRoot" in pdf.Root
        if metadata.get("pdfaid:conformance") == "A" and not tagged:
            found.append("6.7 not tagged")
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Stream):
                found += _filter(entry)
            if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
                found += _object(entry)
    return found


def _filter(stream: pikepdf.Stream) -> list[str]:
    return ["6.1.7 LZW"] if "/LZWDecode" in str(stream.get("/Filter", "")) else []


def _object(entry: pikepdf.Object) -> list[str]:
    found = []
    kind = entry.get("/Type")
    if kind == "/FontDescriptor" and not any(f"/FontFile{n}" in entry for n in ("", 2, 3)):
        found.append(f"6.2.11.4 font {entry.FontName} is not embedded")
    if kind == "/Font" and entry.get("/Subtype") in ("/Type1", "/TrueType") and "/FontDescriptor" not in entry:
        found.append(f"6.2.11.4 font {entry.get('/BaseFont')} is one of the viewer's")
    if entry.get("/S") in FORBIDDEN_ACTIONS:
        found.append(f"6.5.1 action {entry.S}")
    if kind == "/Annot" and (entry.get("/Subtype") != "/Popup"):
        flags = int(entry.get("/F", 0))
        if not flags & PRINTED or flags & (HIDDEN | INVISIBLE | NO_VIEW):
            found.append(f"6.3.2 annotation {entry.get('/Subtype')} is not printed as it is seen")
    return found

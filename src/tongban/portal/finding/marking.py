"""Which part of a name the words somebody searched for are in."""

from itertools import groupby

from tongban.catalog.searching import analyse

Piece = tuple[str, bool]


def marked(text: str, asked: str) -> list[Piece]:
    """The text in pieces, each with whether it matched; the search's own tokens decide, so ranking and marks agree."""
    plain, hits = text.lower(), [False] * len(text)
    for token in analyse(asked):
        at = plain.find(token)
        while at >= 0:
            hits[at : at + len(token)] = [True] * len(token)
            at = plain.find(token, at + 1)
    pairs = groupby(zip(text, hits, strict=True), key=lambda pair: pair[1])
    return [("".join(letter for letter, _ in run), hit) for hit, run in pairs]


def weight(pieces: list[Piece]) -> float:
    """How much of a text matched, from 0 to 1."""
    total = sum(len(piece) for piece, _ in pieces)
    return sum(len(piece) for piece, hit in pieces if hit) / total if total else 0.0

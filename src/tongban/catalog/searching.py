"""A first search: phrases scored by shared character pairs (Chinese) and words (Latin), weighted by where they stand.

The pages, the API and the suggestions ask this one function, so their ranking is the same.
"""

import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from tongban.catalog.models import ImplementationVersion, SearchPhrase
from tongban.catalog.queries import offered

MAX_QUERY = 100
_WORDS = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[㐀-鿿豈-﫿]+")
_EMPTY = frozenset({"我", "想", "要", "办", "怎", "么", "的", "一", "个", "请", "问", "需"})


@dataclass(frozen=True)
class Hit:
    """One service found; `also` counts other regions that offer the same package."""

    version: ImplementationVersion
    score: float
    also: int


def analyse(text: str) -> set[str]:
    """Character pairs of Chinese runs (a single character stands for itself) and Latin words, lower case, NFKC."""
    text = unicodedata.normalize("NFKC", text).lower()[:MAX_QUERY]
    tokens = {word for word in _WORDS.findall(text) if len(word) > 1}
    for run in _HAN.findall(text):
        tokens |= {run[i : i + 2] for i in range(len(run) - 1)} if len(run) > 1 else {run}
    return {token for token in tokens if not set(token) <= _EMPTY}


def search(text: str, *, region: str | None = None, limit: int = 20) -> list[Hit]:
    """What best answers `text`, best first, one implementation of each package; own region first on equal terms."""
    wanted = analyse(text)
    if not wanted:
        return []
    versions = {version.implementation_id: version for version in offered()}
    scores = _scores(wanted, versions)
    by_package: dict[str, list[tuple[float, ImplementationVersion]]] = defaultdict(list)
    for implementation, score in scores.items():
        version = versions[implementation]
        home = 0.01 if region and version.implementation.region_id == region else 0.0
        by_package[version.implementation.package_id or str(implementation)].append((score + home, version))
    hits = []
    for found in by_package.values():
        found.sort(key=lambda pair: (-pair[0], pair[1].implementation.key))
        hits.append(Hit(found[0][1], found[0][0], len(found) - 1))
    hits.sort(key=lambda hit: (-hit.score, hit.version.implementation.key))
    return hits[:limit]


def _scores(wanted: set[str], versions: dict[UUID, ImplementationVersion]) -> dict[UUID, float]:
    phrases = [
        (implementation, analyse(text), weight)
        for implementation, text, weight in SearchPhrase.objects.values_list("implementation_id", "text", "weight")
        if implementation in versions
    ]
    seen: dict[str, set[UUID]] = defaultdict(set)
    for implementation, tokens, _ in phrases:
        for token in tokens & wanted:
            seen[token].add(implementation)
    rarity = {token: math.log(1 + len(versions) / (1 + len(owners))) + 0.1 for token, owners in seen.items()}
    best: dict[UUID, float] = {}
    for implementation, tokens, weight in phrases:
        shared = tokens & wanted
        if not shared:
            continue
        found = sum(rarity[token] for token in shared)
        closeness = len(shared) / math.sqrt(len(tokens) * len(wanted))
        best[implementation] = max(best.get(implementation, 0.0), weight * found * closeness)
    return best

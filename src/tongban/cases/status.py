"""What a case's state is called: a label of (kind, station, reason), from services/kinds.toml, and a decision by the
word its own package has for it (准予登记, 不予发放)."""

from tongban.cases.models import Case
from tongban.catalog.queries import package_of
from tongban.engine.package.kinds import shipped_kinds
from tongban.engine.package.text import Text

_WORD_OF = {"granted": "grant", "refused": "refuse"}


def outcome_word(case: Case, outcome: str) -> Text | None:
    """The package's word for an outcome of a decision or of a closed case; None where it has none (a bundle)."""
    return package_of(case.package_version_id).service.outcomes.get(_WORD_OF.get(outcome, outcome))


def decided(case: Case) -> str:
    """grant or refuse, once it is decided; "" before, and for a case that ends without a decision."""
    row = getattr(case, "decision", None)
    return row.outcome if row is not None else ""


def is_refused(case: Case) -> bool:
    """Whether what was asked for is refused; a request that is answered by a reply is neither granted nor refused."""
    kind = shipped_kinds().kinds[package_of(case.package_version_id).service.kind]
    return decided(case) == "refuse" and not kind.reply


def status_of(case: Case) -> Text:
    """The label people read, in both languages; while its letter is on the way a decision is told with it."""
    kind = shipped_kinds().kinds[package_of(case.package_version_id).service.kind]
    if case.station == "close":
        word = outcome_word(case, case.outcome)
        plain = kind.status("close")
        return Text(f"{plain.zh}：{word.zh}", f"{plain.en}: {word.en}") if word else kind.status("close", case.outcome)
    if case.reason == "waiting":
        return kind.status("waiting")
    label = kind.status(case.station, case.reason)
    word = outcome_word(case, decided(case)) if case.station == "deliver" else None
    return Text(f"{word.zh}，{label.zh}", f"{word.en}; {label.en[:1].lower()}{label.en[1:]}") if word else label

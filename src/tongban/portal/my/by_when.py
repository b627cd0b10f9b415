"""By when: the next thing in one sentence, from the clocks that run, the nearest first; and the limits of the whole, each
said what it is."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tongban.cases.models import Case
from tongban.cases.queries.clock_view import ClockView
from tongban.catalog import labels
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.package.text import Text
from tongban.engine.path.clocks import joint_term
from tongban.portal.my.showing import service_name
from tongban.portal.words import day, said

Views = Mapping[UUID, Sequence[ClockView]]
_SOON = {
    "receipt": Text("最迟 {day} 告诉您是否受理。", "You will hear by {day} whether it is accepted."),
    "promised": Text("最迟 {day} 作出决定。", "It will be decided by {day}."),
    "statutory": Text("最迟 {day} 作出决定。", "It will be decided by {day}."),
    "joint": Text("最迟 {day} 全部作出决定。", "All of it will be decided by {day}."),
    "deliver": Text("最迟 {day} 把结果送到。", "The result will be delivered by {day}."),
    "correction": Text("请在 {day} 前补正。", "Please correct it by {day}."),
    "after_check": Text("最迟 {day} 完成事后核查。", "The check afterwards will be done by {day}."),
}
_LATE = Text(
    "应当在 {day} 前完成，已经超期；您可以拨打 12345 投诉。",
    "It was due by {day} and is late; you can complain on 12345.",
)
_PAUSED = Text(
    "现在暂停计时，恢复后会告诉您新的日期。", "The clock is paused; you will be told the new day when it goes on."
)


def by_when(case: Case, children: Sequence[Case], views: Views) -> str:
    """The sentence; "" where nothing is awaited from anybody. Of a bundle, the nearest day of its matters, named."""
    if case.reason == "suspended":
        return said(_PAUSED)
    own = [("", view) for view in views.get(case.id, ()) if not _is_a_limit_only(view)]
    running = own or [(service_name(one), view) for one in children for view in views.get(one.id, ())]
    dated = [(name, view) for name, view in running if view.row.due_on is not None and view.row.kind != "supplement"]
    if not dated:
        return said(_PAUSED) if running else ""
    name, view = min(dated, key=lambda one: (one[1].row.due_on, one[1].row.kind))
    text = said(_LATE if _is_late(view) else _SOON[view.row.kind]).format(day=day(view.row.due_on))
    return said((f"{name}：{text}", f"{name}: {text}")) if name else text


def _is_late(view: ClockView) -> bool:
    return view.remaining is not None and view.remaining < 0


def _is_a_limit_only(view: ClockView) -> bool:
    """The joint day of a bundle stands among its limits: the next thing is sooner, unless that day has passed."""
    return view.row.kind == "joint" and view.row.due_on is not None and not _is_late(view)


def limits(case: Case, views: Views, expected: str) -> list[dict[str, str]]:
    """What the guide promised, what the law allows, as long as no clock of it runs and says so with its day; and the day
    the result is expected.

    `expected` is the end of a bundle's longest way. Nothing of what has ended.
    """
    if case.station == "close":
        return []
    document, service = implementation_of(case.implementation_version_id), package_of(case.package_version_id).service
    running = {view.row.kind for view in views.get(case.id, ())}
    promised, law = document.promised, service.limits.statutory or joint_term(service, document)
    own = labels.duration(promised.n, promised.unit)
    rows = []
    if "promised" not in running:
        rows.append((_PROMISED, Text(f"受理后 {own.zh}", f"{own.en} from acceptance") if promised.n else _AT_ONCE))
    if law and not running & {"statutory", "joint"}:
        most = labels.duration(law.n, law.unit)
        rows.append((_LAW, Text(f"受理后最长 {most.zh}", f"{most.en} from acceptance at most")))
    shown = [{"label": said(label), "value": said(value)} for label, value in rows]
    return [*shown, {"label": said(_EXPECTED), "value": expected}] if expected else shown


_PROMISED, _AT_ONCE = Text("承诺时限", "Promised limit"), Text("当场办结", "At once")
_LAW, _EXPECTED = Text("法定时限", "Limit set by law"), Text("预计办结", "Expected")

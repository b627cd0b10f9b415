"""By when the next thing happens, in one sentence: from the clocks that run, the nearest first."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tongban.cases.models import Case
from tongban.cases.queries.clock_view import ClockView
from tongban.engine.package.text import Text
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
    own = [("", view) for view in views.get(case.id, ())]
    running = own or [(service_name(one), view) for one in children for view in views.get(one.id, ())]
    dated = [(name, view) for name, view in running if view.row.due_on is not None and view.row.kind != "supplement"]
    if not dated:
        return said(_PAUSED) if running else ""
    name, view = min(dated, key=lambda one: (one[1].row.due_on, one[1].row.kind))
    late = view.remaining is not None and view.remaining < 0
    text = said(_LATE if late else _SOON[view.row.kind]).format(day=day(view.row.due_on))
    return said((f"{name}：{text}", f"{name}: {text}")) if name else text

"""One case as its applicant sees it: state, what is next, children, clock with its arithmetic, story, papers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse

from tongban.cases import attaching
from tongban.cases.models import Case, Rating
from tongban.cases.pricing import price_of
from tongban.cases.queries import cases
from tongban.cases.queries.clock_view import ClockView, clocks_of
from tongban.cases.queries.story import timeline
from tongban.cases.status import is_refused
from tongban.cases.telling import told
from tongban.catalog import labels
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.deadlines import Light
from tongban.engine.letters.kinds import title_of
from tongban.engine.package.bases import cited
from tongban.engine.path.filing import setting_of
from tongban.engine.path.guards import BEFORE_DECISION
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.portal.applying.showing_materials import material_address
from tongban.portal.certificate_showing import STATES
from tongban.portal.my import changing, making, pausing, progress, refusals, supplementing, way
from tongban.portal.my.by_when import by_when, limits
from tongban.portal.my.showing import CLOCKS, WORDS, case_row, happening, service_name
from tongban.portal.words import day, lang, moment, name_of, said
from tongban.records.holding import certificates_of, is_result, letters_of

Context = dict[str, Any]
NEXT = {
    "waiting": ("前面的事项办好后，系统自动提交，不用您做什么。", "Sent by itself when the matter before it is granted. You need do nothing."),
    "correction": ("请按下面的内容补正后再提交。", "Please correct what is listed below and send again."),
    "submit": ("工作人员会在收件期限内决定是否受理，结果会通知您。", "We will say within the limit whether it is accepted, and tell you."),
    "work": ("各部门正在审查。需要您做什么时会通知您。", "It is being reviewed. We will tell you if you need to do anything."),
    "decide": ("审查已完成，等待决定。", "The review is done; the decision comes next."),
    "issue": ("已作出决定，正在制作结果。", "Decided; the result is being made."),
    "deliver": ("结果已做好。请在下面下载，或到窗口领取。", "The result is ready. Download it below, or collect it."),
    "refused": ("决定书已做好，请在下面下载或到窗口领取：里面写明理由和救济途径。",
                "The decision is ready. Download it below, or collect it: it says why, and what you can do."),
    "close": ("本件已办结。", "This case is closed."),
}  # fmt: skip
COLOURS = {Light.GREEN: "good", Light.YELLOW: "warn", Light.RED: "bad", Light.SUSPENDED: "neutral"}


def page(viewer: Actor, case: Case) -> Context:
    """Everything the case page shows."""
    children = cases.children(case)
    tree = [case, *children]
    ids = [one.id for one in tree]
    told_so_far = story(viewer, case, children)
    return {
        **standing(viewer, case, children),
        "changed": _changed(told_so_far),
        "refused": refusals.shown(tree),
        "pauses": pausing.shown(tree),
        "told": _told(case),
        "owed": supplementing.shown(viewer, case),
        "timeline": told_so_far,
        "letters": [_letter(one, tree) for one in letters_of(ids)],
        "certificates": [_certificate(one, tree) for one in certificates_of(ids)],
        "making": making.shown(case, tree),
        "changes": changing.history(viewer, tree),
        "answers": _answers(case),
        "price": price_of(case),
        "actions": _actions(case),
        "parent": case_row(case.parent) if case.parent else None,
    }


def standing(viewer: Actor, case: Case, children: Sequence[Case]) -> Context:
    """Name, number, state, what is next and by when; the clocks, and the matters of a bundle."""
    reason = case.reason if case.reason in NEXT else case.station
    if case.station == "deliver" and is_refused(case):
        reason = "refused"
    views = {one.id: clocks_of(viewer, one, running_only=True) for one in (case, *children)}
    shown_way = way.shown(case, children, views)
    return {
        "case": case_row(case),
        "children": [_child(views[one.id], one) for one in children],
        "clocks": [_clock(view, case) for view in views[case.id]],
        "next": said(NEXT[reason]),
        "by_when": by_when(case, children, views),
        "progress": progress.steps(case),
        "limits": limits(case, views, shown_way["end"] if shown_way else ""),
        "way": shown_way,
        "code": case.query_code,
        "accepting": name_of(case.accepting_body),
        "deemed": case.deemed,
        "receipt": reverse("receipt", kwargs={"case": case.id}),
        "phone": implementation_of(case.implementation_version_id).contacts.phone,
    }


def live(viewer: Actor, case: Case) -> Context:
    """What the page of a bundle asks for anew from time to time."""
    children = cases.children(case)
    views = {one.id: clocks_of(viewer, one, running_only=True) for one in (case, *children)}
    return {"way": way.shown(case, children, views), "changed": _changed(story(viewer, case, children))}


def being_made(case: Case) -> Context | None:
    """What the page asks for anew while something is written and sealed."""
    return making.shown(case, [case, *cases.children(case)])


def _changed(told_so_far: Sequence[Context]) -> str:
    """The moment of the newest thing told."""
    return moment(told_so_far[0]["at"]) if told_so_far else ""


def receipt(viewer: Actor, case: Case) -> Context:
    """What a person keeps after sending."""
    return {**standing(viewer, case, cases.children(case)),
            "numbers": [(said(("编号", "Case number")), case.case_no), (said(("查询码", "Query code")), case.query_code)],
            "submitted_at": moment(case.submitted_at)}  # fmt: skip


def corrected(viewer: Actor, case: Case) -> Context:
    """After the answer to a correction: that it is here, since when, and what follows."""
    row = case.corrections.filter(answered_on__isnull=False).order_by("number").last()
    return {**standing(viewer, case, cases.children(case)), "answered_on": day(row.answered_on) if row else "",
            "numbers": [(said(("编号", "Case number")), case.case_no)]}  # fmt: skip


def opened(viewer: Actor, case: Case) -> Context:
    """The case for who has its number and code: state, clock and story; no answers, no names, no papers."""
    children = cases.children(case)
    shown = standing(viewer, case, children)
    kept = ("next", "by_when", "limits", "progress", "accepting", "children", "clocks")
    return {
        **{key: shown[key] for key in kept},
        "case": {**case_row(case), "organisation": ""},
        "timeline": story(viewer, case, children),
    }


def _child(views: Sequence[ClockView], case: Case) -> Context:
    """A matter of the bundle with its live state and its nearest due day."""
    waits = case.reason == "waiting" and case.station == "submit"
    return {**case_row(case), "waiting": waits, "clock": _clock(views[0], case) if views else None}


def _clock(view: ClockView, case: Case) -> Context:
    """A clock with its arithmetic, as ui's clock box takes it."""
    row = view.row
    return {
        "name": said(CLOCKS[row.kind]),
        "due": day(row.due_on),
        "left": _left(view),
        "state": "neutral" if row.due_on is None and view.light != Light.RED else COLOURS[view.light],
        "started": row.started_on,
        "limit": said(labels.duration(row.n, row.unit)),
        "used": view.used,
        "extension": said(labels.duration(row.extension_n, row.unit)) if row.extension_n else "",
        "basis": said(cited(row.basis, package_of(case.package_version_id).service.legal_bases)),
        "provisional": row.provisional,
        "lines": view.lines,
    }


def _left(view: ClockView) -> str:
    if view.row.due_on is None:
        return said(("暂停计时", "Paused"))
    n = view.remaining or 0
    unit = ("个工作日", "working days") if view.row.unit == "workday" else ("天", "days")
    if n < 0:
        return said((f"已超过 {-n} {unit[0]}", f"{-n} {unit[1]} late"))
    return said((f"还剩 {n} {unit[0]}", f"{n} {unit[1]} left"))


def _told(case: Case) -> Context | None:
    """The open correction."""
    row = case.corrections.filter(answered_on__isnull=True).first()
    if row is None or case.station == "close":
        return None
    return {
        "items_": [{"where": one.where(lang()), "text": one.text} for one in told(case, row.items)],
        "asked": day(row.asked_on),
        "lapses": day(row.lapses_on),
        "correct": reverse("correct", kwargs={"case": case.id}),
    }


def story(viewer: Actor, case: Case, children: Any) -> list[Context]:
    """The timeline in words, newest first."""
    names = {one.id: service_name(one) for one in children}
    cases_ = {one.id: one for one in (case, *children)}
    return [
        {"what": happening(one.kind, one.body, cases_[one.case], names.get(one.case, "")), "at": one.at}
        for one in timeline(viewer, case)
        if one.kind in WORDS
    ]


def _letter(one: Any, tree: list[Case]) -> Context:
    owner = next(row for row in tree if row.id == one.case)
    return {
        "name": said(title_of(one.kind, one.data)),
        "matter": service_name(owner) if len(tree) > 1 else "",
        "number": one.number,
        "on": day(one.created_at),
        "department": name_of(one.department),
        "url": reverse("letter", kwargs={"letter": one.id}) if one.sealed_id else "",
        "collect": owner.station == "deliver" and is_result(one),
    }


def _certificate(one: Any, tree: list[Case]) -> Context:
    owner = next(row for row in tree if row.id == one.case)
    return {
        "name": said(package_of(one.package_version_id).service.result.name),
        "number": one.number,
        "issued": day(one.issued_on),
        "valid_to": day(one.valid_to),
        "authority": name_of(one.authority),
        "url": reverse("certificate", kwargs={"certificate": one.id}) if one.sealed_id else "",
        "collect": owner.station == "deliver",
        "issue": one.issue if one.issue > 1 else None,
        "state": said(STATES[one.status][0]) if one.status not in ("producing", "in_force") else "",
        "offered": changing.offered(one),
    }


def _answers(case: Case) -> list[Context]:
    """What was handed in, as it stands."""
    if case.current is None:
        return []
    answers = dict(case.current.answers)
    setting = setting_of(answers, implementation_of(case.implementation_version_id))
    answers.pop("scenario", None)
    uploads = attaching.of_revision(case.current)
    form = package_of(case.package_version_id).form
    rows = form.describe(answers, lang(), setting, attaching.names(uploads.values()))
    return [
        {"label": row.label, "value": row.value,
         "files": [{"name": uploads[one].name, "url": material_address(uploads[one])} for one in row.files if one in uploads]}
        for row in rows if row.answered
    ]  # fmt: skip


def _actions(case: Case) -> Context:
    """What the applicant can do now."""
    package = package_of(case.package_version_id)
    rated = Rating.objects.filter(case=case).exists()
    window = timedelta(days=package.service.rating.window_days)
    may_rate = case.closed_at is not None and not rated and clock.now() <= case.closed_at + window
    address = {"case": case.id}
    return {
        "withdraw": reverse("withdraw", kwargs=address) if case.station in BEFORE_DECISION else "",
        "rate": reverse("rate", kwargs=address) if may_rate and case.parent_id is None else "",
    }

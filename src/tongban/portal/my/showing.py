"""Cases as rows of lists, and the words of grades, clocks and happenings."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from tongban.cases.models import Case
from tongban.cases.status import decided, outcome_word, status_of
from tongban.catalog import labels
from tongban.catalog.queries import package_of
from tongban.engine.package.text import Text
from tongban.portal.my import progress
from tongban.portal.words import day, name_of, said
from tongban.ui.fields import PlainField

CLOCKS = {
    "receipt": Text("决定是否受理", "Answer to receipt"),
    "statutory": Text("法定办理期限", "Limit set by law"),
    "promised": Text("承诺办理期限", "Promised limit"),
    "joint": Text("联合办理期限", "Joint limit"),
    "deliver": Text("送达期限", "Delivery"),
    "correction": Text("补正期限", "Your corrections"),
    "supplement": Text("容缺材料补交期限", "Papers you still owe"),
    "after_check": Text("事后核查期限", "Check afterwards"),
}
_GOOD, _BAD, _WAITS = ("granted", "grant"), ("refused", "refuse", "not_accepted", "not_filed"), ("correction",)


def uuid_of(text: str) -> UUID | None:
    """The id in an address, None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def colour(case: Case) -> str:
    """good, warn, bad or neutral; always shown with the words of the state."""
    outcome = case.outcome or decided(case)
    if outcome in _GOOD:
        return "good"
    if outcome in _BAD:
        return "bad"
    return "warn" if case.reason in _WAITS or case.outcome == "partly_granted" else "neutral"


def service_name(case: Case) -> str:
    """The name of what was applied for."""
    return said(package_of(case.package_version_id).service.name)


def case_row(case: Case) -> dict[str, Any]:
    """One case in a list."""
    return {
        "id": case.id,
        "number": case.case_no,
        "name": service_name(case),
        "status": said(status_of(case)),
        "colour": colour(case),
        "url": reverse("case", kwargs={"case": case.id}),
        "submitted": day(case.submitted_at),
        "progress": progress.told(case),
        "region": name_of(case.region),
        "organisation": case.organisation.name if case.organisation else "",
        "authority": name_of(case.authority),
    }


def rating_fields(missing: bool) -> list[dict[str, Any]]:
    """The grades, the best first, and a comment."""
    problem = Text("请选择一项评价", "Choose a grade") if missing else None
    grades = PlainField("grade", Text("您满意吗？", "How was it?"), "radio", options=dict(labels.GRADES))
    comment = PlainField("comment", Text("想说的话", "Anything to say"), "textarea", required=False,
                         schema={"maxLength": 1000})  # fmt: skip
    return [{"field": grades, "problem": problem}, {"field": comment, "problem": None}]


WITHDRAWING = PlainField("reason", Text("原因", "Why"), "textarea", required=False, rows=3, schema={"maxLength": 500})


def happening(kind: str, body: Mapping[str, Any], case: Case, matter: str) -> str:
    """One fact of a case in words. `matter` is the name of the child it happened in, "" for the case itself."""
    pattern = WORDS[kind]
    figures = {
        "outcome": _outcome(body, case),
        "mode": _mode(body),
        "grade": labels.GRADES.get(str(body.get("grade", "")), Text("", "")),
        "n": _extension(body),
        "workdays": body.get("workdays", ""),
        "procedure": labels.PROCEDURES.get(str(body.get("procedure", "")), Text("", "")),
    }
    zh, en = pattern.zh.format(**_in(figures, "zh")), pattern.en.format(**_in(figures, "en"))
    return said((f"{matter}：{zh}", f"{matter}: {en}")) if matter else said((zh, en))


def _in(figures: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {key: getattr(value, lang) if isinstance(value, Text) else value for key, value in figures.items()}


def _outcome(body: Mapping[str, Any], case: Case) -> Text:
    outcome = str(body.get("outcome", ""))
    return outcome_word(case, outcome) or OUTCOMES.get(outcome, Text("", ""))


def _mode(body: Mapping[str, Any]) -> Text:
    return labels.DELIVER_MODES.get(str(body.get("mode", "")), Text("", ""))


def _extension(body: Mapping[str, Any]) -> Text:
    return labels.duration(int(body["n"]), str(body["unit"])) if "n" in body and "unit" in body else Text("", "")


OUTCOMES = {
    "granted": Text("准予", "granted"),
    "partly_granted": Text("部分准予", "partly granted"),
    "refused": Text("不予", "refused"),
    "not_accepted": Text("不予受理", "not accepted"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "lapsed": Text("逾期未补正，终止", "ended: correction not answered"),
    "terminated": Text("终止", "terminated"),
    "not_filed": Text("前置事项未获准，未提交", "not filed: what it depended on was not granted"),
}
WORDS = {
    "case.submitted": Text("提交申请", "Application sent"),
    "case.filed": Text("收件，开始计时", "Received; the clock starts"),
    "case.prereviewed": Text("预审通过", "Pre-review passed"),
    "case.correction_asked": Text("告知需要补正", "Corrections asked for"),
    "case.correction_answered": Text("您已补正", "You answered the corrections"),
    "case.supplemented": Text("您已补交材料", "You handed in papers that were owed"),
    "case.accepted": Text("受理", "Accepted"),
    "case.suspended": Text(
        "进入特别程序（{procedure}），预计 {workdays} 个工作日",
        "Special procedure ({procedure}), {workdays} working days expected",
    ),
    "case.resumed": Text("特别程序（{procedure}）结束，继续办理", "Special procedure ({procedure}) over; work goes on"),
    "case.extended": Text("延长办理期限 {n}", "Limit extended by {n}"),
    "case.decided": Text("作出决定：{outcome}", "Decided: {outcome}"),
    "certificate.issued": Text("证照已制作并加盖电子印章", "The certificate has been made and sealed"),
    "certificate.change_asked": Text("申请更正或者补发证照", "Correction or replacement of the certificate asked for"),
    "certificate.change_proposed": Text(
        "机关告知：拟对证照作出处理", "The authority told you what it intends with the certificate"
    ),
    "certificate.stated": Text("陈述、申辩", "Statement made"),
    "certificate.change_decided": Text("对证照变动作出决定", "The change of the certificate was decided"),
    "certificate.reissued": Text("新一期证照已生效", "The new issue of the certificate is in force"),
    "case.delivered": Text("送达：{mode}", "Delivered: {mode}"),
    "case.closed": Text("办结：{outcome}", "Closed: {outcome}"),
    "case.rated": Text("您已评价：{grade}", "You rated it: {grade}"),
    "handover.asked": Text("已转交办理系统", "Handed to the deciding system"),
    "handover.answered": Text("办理系统已答复", "The deciding system has answered"),
}

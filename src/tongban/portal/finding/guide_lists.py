"""Elements of the guide that are tables or lists of their own: materials, flow, fees, remedies, bases, children."""

from collections.abc import Sequence
from typing import Any

from tongban.catalog import labels
from tongban.catalog.browsing import Offer, one_offer
from tongban.engine.package.bases import cited
from tongban.engine.package.implementation import Remedy
from tongban.engine.package.parts import LegalBasis, Material
from tongban.engine.package.text import Text
from tongban.engine.process.net import Kind
from tongban.portal.finding.guide_rows import Row, laws_of, row, rows
from tongban.portal.finding.lists import link
from tongban.portal.words import day, name_of, said


def materials(offer: Offer) -> list[dict[str, Any]]:
    """Every material with all its elements; those only this place asks for name the local law."""
    own = offer.package.service.materials if offer.package else ()
    return [_material(one, laws_of(offer)) for one in (*own, *offer.document.materials)]


def _material(one: Material, laws: Sequence[LegalBasis]) -> dict[str, Any]:
    local = getattr(one, "local_basis", None)
    types = "、".join(kind.upper() for kind in one.accept)
    shared = Text("是，可以自动获取，免提交", "Yes, we read it ourselves") if one.obtain else labels.NO
    return {
        "id": one.id,
        "name": said(one.name),
        "required": one.necessity == "required",
        "necessity": said(labels.NECESSITIES[one.necessity]),
        "shared": one.obtain is not None,
        "conditional": one.when is not None,
        "rows": [
            row("material_kind", ("材料类型", "Kind"), labels.MATERIAL_KINDS[one.kind]),
            row("material_form", ("材料形式", "Form"), labels.MATERIAL_FORMS[one.form]),
            row("material_copies", ("份数", "Copies"), Text(
                f"原件 {one.originals} 份，复印件 {one.copies} 份", f"{one.originals} original, {one.copies} copies")),
            row("material_spec", ("规格", "File"), Text(
                f"{types}，不超过 {one.max_mb} MB", f"{types}, {one.max_mb} MB at most")),
            row("material_source", ("来源渠道", "Source"), labels.MATERIAL_SOURCES[one.source]),
            row("material_issuer", ("出具机构", "Issued by"), one.issued_by),
            row("material_criterion", ("受理标准", "What is looked at"), one.criterion),
            row("material_note", ("填报须知", "Note"), one.note),
            row("material_basis", ("要求依据", "Basis"), local or (cited(one.basis, laws) if one.basis else None)),
            row("material_sharing", ("能否共享获取", "Can we obtain it"), shared),
        ],
    }  # fmt: skip


def materials_count(offer: Offer) -> Row:
    """How many papers; of a bundle it depends on the answers."""
    if offer.package and offer.package.children:
        return row("materials_count", ("材料", "Papers"), Text("按您的情况列出", "Listed by your answers"))
    n = len(materials(offer))
    return row("materials_count", ("材料", "Papers"), Text(f"{n} 份", f"{n}") if n else labels.NONE)


def fee_rows(offer: Offer) -> list[Row]:
    """Whether it costs anything."""
    fees = offer.document.fees
    charged = Text("不收费", "Free of charge") if not fees else Text("收费", "A fee is charged")
    names = [one.name for one in fees]
    return [row("fee", ("是否收费", "Fee"), charged), rows("fee_items", ("收费项目", "What is charged for"), names)]


def fees(offer: Offer) -> list[list[Row]]:
    """Each fee with standard, basis, payer, and whether it can be reduced."""
    return [
        [
            row("fee_name", ("收费项目", "Fee"), one.name),
            row("fee_standard", ("收费标准", "Standard"), one.standard),
            row("fee_basis", ("收费依据", "Basis"), one.basis),
            row("fee_payer", ("缴费主体", "Who pays"), one.payer),
            row("fee_reducible", ("减免", "Reduction"), one.reducible),
        ]
        for one in offer.document.fees
    ]


def remedies(offer: Offer) -> list[str]:
    """What can be done against a decision (行政许可法 38; 行政复议法 2023)."""
    return [said(_remedy(one)) for one in offer.document.remedies] or [said(labels.NONE)]


def _remedy(one: Remedy) -> Text:
    """A choice, unless the law wants the reconsideration first (行政复议法 2023 art. 23)."""
    about, body, court = _ABOUT[one.decision], one.body, one.court
    if one.first == "reconsideration":
        return Text(
            f"{about.zh}：应当先在 {one.days} 日内向{body.zh}申请行政复议；对复议决定不服的，再向{court.zh}提起行政诉讼。",
            f"{about.en}: first ask {body.en} for reconsideration within {one.days} days;"
            f" against its outcome sue at {court.en}.",
        )
    return Text(
        f"{about.zh}：可以在 {one.days} 日内向{body.zh}申请行政复议，也可以在 {one.months} 个月内向{court.zh}提起行政诉讼。",
        f"{about.en}: within {one.days} days ask {body.en} for reconsideration, or within {one.months} months"
        f" sue at {court.en}.",
    )


_ABOUT = {
    "all": Text("对决定不服的", "Against a decision"), "refuse": Text("对不予决定不服的", "Against a refusal"),
    "refuse_acceptance": Text("对不予受理不服的", "Against not being accepted"),
    "not_acting": Text("认为逾期不作为的", "Against not acting in time"),
}  # fmt: skip


def _article(article: str) -> Text:
    """The number of an article; a document may have an annex instead."""
    if article == "附件":
        return Text("附件", "Annex")
    return Text(f"第{article}条", f"Article {article}")


def bases(offer: Offer) -> list[list[Row]]:
    """设定依据 in full."""
    found = offer.package.service.legal_bases if offer.package else ()
    return [
        [
            row("basis_law", ("名称", "Law"), one.law),
            row("basis_number", ("文号", "Number"), one.document_no),
            row("basis_article", ("条款", "Article"), _article(one.article)),
            row("basis_issuer", ("颁布机关", "Issued by"), one.issuer),
            row("basis_date", ("实施日期", "In force since"), day(one.effective_on)),
            row("basis_text", ("内容", "What it says"), one.text),
        ]
        for one in found
    ]


def flow(offer: Offer) -> list[dict[str, str]]:
    """办理流程, derived from the process that really runs: receive, the tasks of the review, decide, make, deliver."""
    document, package = offer.document, offer.package
    if package is None:
        return []
    limits = package.service.limits
    receipt, deliver = document.receipt or limits.receipt, document.deliver or limits.deliver
    found = [
        _link(
            ("受理", "Receive and accept"),
            _days(receipt.n, receipt.unit),
            ("材料齐全、符合形式的受理；不齐的一次告知", "Accepted when complete; what is missing is told once"),
        )
    ]
    if package.net is not None:
        found += [
            _link((node.name, node.name_en or node.name), _task_days(node, document), ("审查", "Review"))
            for node in package.net.nodes.values()
            if node.kind is Kind.USER
        ]
    promised = _days(document.promised.n, document.promised.unit)
    found.append(
        _link(("决定", "Decide"), promised, ("准予或者不予，书面说明理由", "Granted or refused, with written reasons"))
    )
    if package.service.result.type != "none":
        found.append(
            _link(("制证", "Make the result"), "", ("制作电子证照并加盖电子印章", "Made electronically and sealed"))
        )
    modes = [labels.DELIVER_MODES[one] for one in document.deliver_modes]
    ways = "、".join(one.zh for one in modes), ", ".join(one.en for one in modes)
    found.append(_link(("送达", "Deliver"), _days(deliver.n, deliver.unit), ways))
    return found


def _link(name: tuple[str, str], limit: str, content: tuple[str, str]) -> dict[str, str]:
    return {"name": said(name), "limit": limit or said(("计入办理时限", "within the limit")), "content": said(content)}


def _days(n: int, unit: str) -> str:
    return said(labels.duration(n, unit))


def _task_days(node: Any, document: Any) -> str:
    n = document.internal.get(node.id) or node.attributes.get("workdays")
    return _days(int(n), "workday") if n else ""


def children(offer: Offer) -> list[dict[str, Any]]:
    """The matters of a bundle, each with its own guide."""
    found = []
    for child in offer.package.children if offer.package else ():
        own = one_offer(f"{offer.region.code}/{child.package}")
        if own is not None:
            found.append({**link(own), "limit": _days(own.document.promised.n, own.document.promised.unit),
                          "conditional": child.when is not None, "authority": name_of(own.authority)})  # fmt: skip
    return found


def place(offer: Offer) -> dict[str, str]:
    """Where to go and whom to ring."""
    where, contacts = offer.document.place, offer.document.contacts
    return {"name": said(where.name), "address": said(where.address), "window": said(where.window),
            "transport": said(where.transport), "hours": said(where.hours), "phone": contacts.phone,
            "complaints": contacts.complaint_phone}  # fmt: skip

"""Elements of the guide that are single statements: identity, time, conduct, result, online."""

from tongban.catalog import labels
from tongban.catalog.browsing import Offer
from tongban.directory.models import Department
from tongban.engine.package.bases import cited
from tongban.engine.package.codes import task_code
from tongban.engine.package.parts import Term
from tongban.engine.package.text import Text
from tongban.engine.path.clocks import joint_term
from tongban.portal.finding.guide_rows import Row, laws_of, row, rows
from tongban.portal.words import day, name_of, said


def identity(offer: Offer) -> list[Row]:
    """Who may do this, by which power, under which codes."""
    document, package = offer.document, offer.package
    service = package.service if package else None
    authority = offer.authority
    return [
        row("plain_name", ("日常用语", "In plain words"), service.plain_name if service else offer.name),
        row("catalog_code", ("基本编码", "Catalogue code"), document.catalog_code),
        row("task_code", ("实施编码", "Code of this matter"), _task_code(offer)),
        row("type", ("事项类型", "Type"), labels.SERVICE_TYPES.get(offer.version.implementation.entry.type)),
        row("source_of_power", ("权力来源", "Source of the power"), labels.SOURCES_OF_POWER.get(document.source_of_power)),
        row("level", ("行使层级", "Level"), labels.LEVELS[document.level]),
        row("division", ("权限划分", "Division of powers"), document.division_of_powers),
        row("powers", ("行使内容", "What the power is"), document.powers),
        row("authority", ("实施主体", "Authority"), name_of(authority)),
        row("authority_uscc", ("实施主体编码", "Code of the authority"), authority.uscc),
        row("authority_nature", ("实施主体性质", "Nature"), labels.AUTHORITY_NATURES[document.authority_nature]),
        row("entrusted_by", ("委托部门", "Entrusted by"), document.entrusted_by),
        row("handling_office", ("承办机构", "Handling office"), document.handling_office),
        row("accepting", ("受理单位", "Received by"), _accepting(offer)),
        rows("joint_offices", ("联办机构", "Joint offices"), _joint_offices(offer)),
        rows("audience", ("服务对象", "For whom"), [labels.AUDIENCES[one] for one in (service.audience if service else ())]),
        row("usage", ("事项状态", "State"), labels.USAGES[offer.version.usage]),
        row("effective_on", ("实施日期", "In force since"), day(document.effective_on)),
    ]  # fmt: skip


def _task_code(offer: Offer) -> str:
    try:
        return task_code(offer.authority.uscc, offer.document.level, offer.document.catalog_code)
    except ValueError:
        return ""


def _accepting(offer: Offer) -> Text | str:
    document = offer.document
    if document.accepting is None:
        return name_of(offer.authority)
    body = name_of(Department.objects.get(code=document.accepting))
    if document.delegation is None:
        return body
    paper = document.delegation.document
    return Text(f"{body}（委托受理：{paper.zh}）", f"{body} (by delegation: {paper.en})")


def _joint_offices(offer: Offer) -> list[str]:
    codes = [one.department for one in offer.document.joint_offices]
    found = Department.objects.filter(code__in=codes).order_by("number")
    return [f"{name_of(one)} {one.uscc}".strip() for one in found]


def _limit(offer: Offer, term: Term | None) -> Text | None:
    if term is None:
        return None
    said = labels.duration(term.n, term.unit)
    basis = cited(term.basis, laws_of(offer))
    return Text(f"{said.zh}（{basis.zh}）", f"{said.en} ({basis.en})") if term.basis else said


def _receipt(offer: Offer, law: Term | None) -> Text | None:
    """A place may promise to answer sooner; silence is judged by the law's days alone, so both are said."""
    own = offer.document.receipt
    if own is None or law is None or (own.n, own.unit) == (law.n, law.unit):
        return _limit(offer, own or law)
    promised, most = labels.duration(own.n, own.unit), _limit(offer, law)
    assert most is not None
    return Text(f"承诺 {promised.zh}，最长 {most.zh}", f"promised {promised.en}, at most {most.en}")


def statutory(offer: Offer) -> str:
    """The limit of the law without its article, for the summary."""
    term = _of_the_law(offer)
    return said(labels.duration(term.n, term.unit) if term else labels.NONE)


def _of_the_law(offer: Offer) -> Term | None:
    """The package's own, or of a bundle that is handled jointly the joint one."""
    if offer.package is None:
        return None
    return offer.package.service.limits.statutory or joint_term(offer.package.service, offer.document)


def all_limits(offer: Offer) -> str:
    """Of a bundle in one sentence: the whole, each matter, the law. "" for a single matter."""
    if offer.package is None or not offer.package.is_bundle:
        return ""
    whole = labels.duration(offer.document.promised.n, offer.document.promised.unit)
    zh = f"整件事承诺在受理后 {whole.zh}内办完"
    en = f"The whole is promised within {whole.en} of acceptance"
    if term := _of_the_law(offer):
        law = labels.duration(term.n, term.unit)
        zh, en = f"{zh}，法律规定最长 {law.zh}", f"{en}; the law allows {law.en} at most"
    return said((f"{zh}；下面每个事项另有自己的承诺时限，到期各自作出决定。",
                 f"{en}. Each matter below has a promised limit of its own and is decided by then."))  # fmt: skip


def time(offer: Offer) -> list[Row]:
    """Statutory and promised limits, with their notes."""
    document = offer.document
    service = offer.package.service if offer.package else None
    promised = labels.duration(document.promised.n, document.promised.unit)
    if service and service.speed == "instant":
        promised = Text("当场办结", "At once")
    limits = service.limits if service else None
    return [
        row("statutory", ("法定办结时限", "Limit set by law"), _limit(offer, _of_the_law(offer))),
        row("promised", ("承诺办结时限", "Promised limit"), promised),
        row("promised_note", ("承诺时限说明", "Note on the promise"), document.promised.note),
        row("receipt", ("受理时限", "Answer to receipt"), _receipt(offer, limits.receipt if limits else None)),
        row("deliver", ("送达时限", "Delivery"), _limit(offer, document.deliver or (limits.deliver if limits else None))),
        row("extension", ("可以延长", "May be extended by"), _limit(offer, limits.extension if limits else None)),
        row("speed", ("办件类型", "Kind of handling"), labels.SPEEDS[service.speed] if service else labels.SPEEDS["promised"]),
    ]  # fmt: skip


def conduct(offer: Offer) -> list[Row]:
    """Conditions, prohibitions, quantities, checks, intermediaries, special procedures, visits, place and people."""
    document = offer.document
    service = offer.package.service if offer.package else None
    special = [_special(offer, one) for one in service.special_procedures] if service else []
    visits = service.visits if service else None
    place = document.place
    return [
        rows("conditions", ("受理条件", "Conditions"), [one.text for one in (service.conditions if service else ())]),
        row("prohibitions", ("禁止性要求", "Who may not apply"), service.prohibitions.text if service else None),
        row("quantity", ("数量限制", "Limit in number"), service.quantity.text if service else None),
        row("annual_check", ("年检年审", "Annual check"), service.annual_check.text if service else None),
        row("intermediary", ("中介服务", "Intermediary services"), service.intermediary.text if service else None),
        rows("special_procedures", ("特殊环节", "Special procedures"), special),
        row("visits", ("到现场次数", "Visits in person"), _times(visits.onsite if visits else 1)),
        row("visits_reason", ("必须现场办理的原因", "Why in person"), visits.reason if visits else None),
        row("place", ("办理地点", "Place"), place.name, place.address, place.window, place.transport),
        row("hours", ("办理时间", "Hours"), place.hours),
        row("phone", ("咨询电话", "Questions"), document.contacts.phone),
        row("complaints", ("监督投诉电话", "Complaints"), document.contacts.complaint_phone),
    ]


def _times(n: int) -> Text:
    return Text(f"{n} 次", "None" if n == 0 else f"{n}")


def _special(offer: Offer, one: object) -> Text:
    name = labels.PROCEDURES[one.kind]  # type: ignore[attr-defined]
    counted = ("不计入办理时限", "not counted") if one.excluded else ("计入办理时限", "counted")  # type: ignore[attr-defined]
    basis = cited(one.basis, laws_of(offer))  # type: ignore[attr-defined]
    return Text(f"{name.zh}，{counted[0]}（{basis.zh}）", f"{name.en}, {counted[1]} ({basis.en})")


def result(offer: Offer) -> list[Row]:
    """What one gets, how it looks, how long it holds, how it comes."""
    document = offer.document
    given = offer.package.service.result if offer.package else None
    validity = given.validity if given else None
    holds = None
    if validity is not None:
        months = validity.years * 12 + validity.months
        holds = labels.duration(months, "month") if months % 12 else Text(f"{months // 12} 年", f"{months // 12} years")
    return [
        row("result_name", ("结果名称", "Name of the result"), given.name if given else offer.name),
        row("result_type", ("结果类型", "Kind of result"), labels.RESULT_TYPES[given.type if given else "none"]),
        row("result_sample", ("结果样本", "Sample"), document.result_sample),
        row("validity", ("有效期", "Valid for"), holds),
        rows(
            "deliver_modes", ("送达方式", "How it comes"), [labels.DELIVER_MODES[one] for one in document.deliver_modes]
        ),
    ]


def online(offer: Offer) -> list[Row]:
    """Whether and how deep it is online, and the other ways."""
    document = offer.document
    service = offer.package.service if offer.package else None
    tolerated = any(one.necessity == "tolerated" for one in (service.materials if service else ()))
    return [
        row("is_online", ("是否网办", "Online"), labels.yes_no(offer.is_open)),
        row("depth", ("网办深度", "How deep online"), labels.DEPTHS[service.online.depth if service else "I"]),
        rows("channels", ("办理形式", "Ways to apply"), [labels.CHANNELS[one] for one in document.channels]),
        row("appointment", ("是否支持预约", "Appointments"), labels.yes_no(document.appointment)),
        row("online_pay", ("是否支持网上支付", "Payment online"), labels.yes_no(document.online_pay)),
        row("courier", ("是否支持物流快递", "Courier"), labels.yes_no(document.courier)),
        row("service_hall", ("是否进驻政务大厅", "At the service centre"), labels.yes_no(document.service_hall)),
        row("scope", ("通办范围", "Anywhere in"), labels.SCOPES[document.cross_region_scope]),
        row("commitment", ("是否告知承诺", "By notice and commitment"),
            labels.yes_no(bool(service and service.notice_and_commitment))),
        row("tolerance", ("是否容缺受理", "Accepted with minor documents to follow"), labels.yes_no(tolerated)),
        row("system_level", ("运行系统层级", "Level of the system"), labels.SYSTEM_LEVELS[document.system_level]),
    ]  # fmt: skip

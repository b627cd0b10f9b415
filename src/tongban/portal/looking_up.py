"""For people without an account, or with a paper in hand: a case by number and query code, a certificate by number
and code, a sealed file by itself. What does not exist and what does not match are answered with the same words."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.cases.queries import cases, certificates
from tongban.cases.queries.cases import TooManyLookUps
from tongban.engine.forms.messages import lower_first
from tongban.engine.sealing import Verdict
from tongban.kit.viewer import open_case, open_certificate
from tongban.portal import certificate_showing
from tongban.portal.entering import visitor
from tongban.portal.my import case_page
from tongban.portal.my.showing import uuid_of
from tongban.portal.words import said
from tongban.records import holding
from tongban.records.judging import Busy, judged_apart
from tongban.ui.fields import PlainField

OPENED = "opened_case"
NO_CASE = (
    "没有查到。请核对编号和查询码；两者都要与回执一致。",
    "Nothing found. Check the number and the query code; both must be as on the receipt.",
)
NO_CERTIFICATE = (
    "没有查到这份证照。请核对证照编号和验证码；两者都要与证照上印的一致。",
    "No such certificate was found. Check its number and the verification code; both must be as printed on it.",
)
TOO_MANY = ("查询次数过多，请一分钟后再试。", "Too many look-ups. Try again in a minute.")
FIELDS = {
    "portal/track.html": (
        PlainField("number", ("编号", "Case number")),
        PlainField(
            "code",
            ("查询码", "Query code"),
            hint=("印在收件回执上，不分大小写。", "Printed on the receipt; capitals do not matter."),
        ),
    ),
    "portal/verify.html": (
        PlainField("number", ("证照编号", "Number of the certificate")),
        PlainField(
            "code", ("验证码", "Verification code"), hint=("印在证照的二维码旁边。", "Printed beside the QR code.")
        ),
    ),
}


FILE = PlainField(
    "file",
    ("证照或文书文件（PDF）", "The certificate or letter (PDF)"),
    hint=("文件只在这里检查一次，不保存。", "The file is only checked here, and not kept."),
    widget="file",
)
MOST_BYTES = 12 * 1024 * 1024
TOO_LARGE = ("文件超过 12 MB，不是本市签发的证照或文书。", "The file has more than 12 MB: it is no paper of this city.")
BUSY = ("正在验证别的文件，请过一会儿再试。", "Another file is being judged. Try again in a moment.")
NO_FILE = ("请选择要验证的 PDF 文件。", "Choose the PDF file to check.")


def origin(request: HttpRequest) -> str:
    """Where the look-up comes from, for counting only."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _page(request: HttpRequest, template: str, problem: tuple[str, str] | None = None, **more: Any) -> HttpResponse:
    status = {None: 200, TOO_MANY: 429}.get(problem, 422)
    problems = [{"name": "number", "problem": problem}] if problem else []
    return _shown(request, template, problems, status, **more)


def _shown(request: HttpRequest, template: str, problems: list[Any], status: int, **more: Any) -> HttpResponse:
    typed = request.POST.get("number", request.GET.get("number", ""))
    wrong = {one["name"]: one["problem"] for one in problems}
    rows = [
        {"field": one, "value": typed if one.name == "number" else "", "problem": wrong.get(one.name)}
        for one in FIELDS[template]
    ]
    shown = {"problem": said(problems[0]["problem"]) if problems else "", "problems": problems, "rows": rows, **more}
    return render(request, template, shown, status=status)


def _unanswered(request: HttpRequest, template: str) -> list[dict[str, Any]]:
    """The fields that were left empty, each by its name."""
    return [
        {"name": one.name, "problem": (f"请填写{one.label[0]}", f"Enter {lower_first(one.label[1])}")}
        for one in FIELDS[template]
        if not request.POST.get(one.name, "").strip()
    ]


@never_cache
@visitor
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """A case by its number and query code."""
    if request.method != "POST":
        return _page(request, "portal/track.html")
    if empty := _unanswered(request, "portal/track.html"):
        return _shown(request, "portal/track.html", empty, 422)
    number, code = request.POST.get("number", "")[:60], request.POST.get("code", "")[:40]
    try:
        found = cases.find(request.actor, number, code, origin=origin(request))  # type: ignore[attr-defined]
    except TooManyLookUps:
        return _page(request, "portal/track.html", TOO_MANY)
    if found is None:
        return _page(request, "portal/track.html", NO_CASE)
    request.session[OPENED] = str(found)
    return redirect("looked_up")


@never_cache
@visitor
@require_GET
def tracked(request: HttpRequest) -> HttpResponse:
    """The case that was opened with its code: its state and story, nothing that was answered."""
    opened = uuid_of(request.session.get(OPENED, ""))
    if opened is None:
        return redirect("look_up")
    open_case(opened)
    case = cases.opened(opened)
    if case is None:
        return redirect("look_up")
    return render(request, "portal/tracked.html", case_page.opened(request.actor, case))  # type: ignore[attr-defined]


@never_cache
@visitor
@require_http_methods(["GET", "POST"])
def verify_number(request: HttpRequest) -> HttpResponse:
    """A certificate by the number and the code printed on it (the QR code brings both)."""
    given = request.POST if request.method == "POST" else request.GET
    number, code = given.get("number", "")[:60], given.get("code", "")[:40]
    if request.method == "POST" and (empty := _unanswered(request, "portal/verify.html")):
        return _shown(request, "portal/verify.html", empty, 422)
    if not number or not code:
        return _page(request, "portal/verify.html")
    try:
        found = certificates.find(request.actor, number, code, origin=origin(request))  # type: ignore[attr-defined]
    except TooManyLookUps:
        return _page(request, "portal/verify.html", TOO_MANY)
    if found is None:
        return _page(request, "portal/verify.html", NO_CERTIFICATE)
    open_certificate(found)
    shown = certificate_showing.certificate(holding.certificate(found))
    return _page(request, "portal/verify.html", certificate=shown)


@never_cache
@visitor
@require_http_methods(["GET", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """A file somebody was shown: genuine and unaltered, or not. It is judged and forgotten, nothing of it is kept."""
    shown: dict[str, Any] = {"field": FILE}
    status = 200
    if request.method == "POST":
        verdict, standing, problem, status = _verdict(request)
        shown |= (
            {"verdict": verdict, "standing": standing}
            if verdict
            else {"problems": [{"name": "file", "problem": said(problem)}]}
        )
    return render(request, "portal/verify_file.html", shown, status=status)


def _verdict(request: HttpRequest) -> tuple[Verdict | None, Any, tuple[str, str] | None, int]:
    given = request.FILES.get("file")
    if given is None:
        return None, None, NO_FILE, 422
    if given.size is None or given.size > MOST_BYTES:
        return None, None, TOO_LARGE, 422
    try:
        cases.throttle(origin(request), "a shown file")
        shown = given.read()
        verdict = judged_apart(shown, Path(settings.DATA) / "trust" / "roots.pem")
        held = certificates.standing(digest=sha256(shown).digest()) if verdict.valid else None
        return verdict, certificate_showing.file_state(held), None, 200
    except TooManyLookUps:
        return None, None, TOO_MANY, 429
    except Busy:
        return None, None, BUSY, 503

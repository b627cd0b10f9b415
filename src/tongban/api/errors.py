"""Every refusal in one shape: {"code", "message": {"zh", "en"}, "problems": [{"pointer", "message": {"zh", "en"}}]}."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongban.cases.checking import FieldProblem
from tongban.cases.queries.cases import TooManyLookUps
from tongban.cases.refusals import ActRefused
from tongban.directory.actions.attempts import Locked
from tongban.engine.package.text import Text
from tongban.exchange.webhooks.calling import BAD_ADDRESS
from tongban.kit.access import NotAllowed
from tongban.records.actions.uploads import UploadRefused

STATUS: dict[str, int] = {
    "bad-request": 400, "key-missing": 400, "unauthenticated": 401, "credentials": 401, "scope": 403,
    "not-allowed": 403, "organisation": 403, "mandate": 403, "person": 403, "password-old": 403, "post": 403, "not-found": 404, "no-address": 404,
    "method": 405, "not-sealed": 409, "not-collected": 409, "nothing-to-collect": 409, "large": 413, "input": 422,
    "material": 422, "slot": 422, "address": 422, "events": 422, "hook-exists": 409, "too-many-hooks": 409,
    "too-many": 429, "locked": 429,
    "broken": 500, "unavailable": 503,
}  # fmt: skip
TEXTS: dict[str, Text] = {
    "bad-request": Text(
        "请求内容无法读取，请按接口说明发送。", "The request cannot be read. Send it as the API describes."
    ),
    "key-missing": Text(
        "请在请求头 Idempotency-Key 中给出 1 至 80 个字符的提交标识。",
        "Give a submission key of 1 to 80 characters in the header Idempotency-Key.",
    ),
    "unauthenticated": Text(
        "请先取得访问令牌，并放在 Authorization 请求头中。", "Get a token and send it in the header Authorization."
    ),
    "credentials": Text("身份信息不正确。", "The credentials are not right."),
    "scope": Text(
        "令牌没有这一权限，请联系安全管理员。", "The token lacks this scope. Ask the security administrator."
    ),
    "not-allowed": Text("没有权限。", "This is not allowed."),
    "organisation": Text(
        "该调用方没有绑定单位，不能申请。", "This client is bound to no organisation and cannot apply."
    ),
    "mandate": Text(
        "授权人已不能代理该单位，请本人登录后重新授权。",
        "The person may no longer act for this organisation. They sign in and consent anew.",
    ),
    "person": Text(
        "这一操作只能由个人授权的应用调用。", "Only an app with a person's consent can do this."
    ),
    "password-old": Text("请先在网页上修改密码。", "Change the password on the site first."),
    "post": Text("请指明以哪个岗位办理。", "Say in which post you act."),
    "not-found": Text("没有找到。请核对编号和查询码。", "Nothing was found. Check the number and the code."),
    "no-address": Text("没有这个地址，请核对接口说明。", "There is no such address. See the description of the API."),
    "method": Text(
        "这个地址不接受这种请求方法，可用的见 Allow 响应头。", "This address does not take this method. See the header Allow."
    ),
    "not-sealed": Text("文书正在盖章，请稍后再取。", "It is being sealed. Come back in a little while."),
    "not-collected": Text(
        "这是办理结果，请先签收（collect）再下载。", "This is the result. Take it first (collect), then download it."
    ),
    "nothing-to-collect": Text("本件没有待签收的结果。", "This case has no result that waits to be taken."),
    "large": Text("内容过大。", "It is too large."),
    "input": Text(
        "有的内容缺少或不合格式，请按提示改正。", "Something is missing or not in its format. See the problems."
    ),
    "unusable": Text(
        "含有不能保存的字符或数值，请去掉控制字符。", "It holds a character or number that cannot be kept. Remove control characters."
    ),
    "material": Text(
        "材料不存在、不属于本单位，或不是为这一项上传的。", "There is no such material of yours for this slot."
    ),
    "slot": Text("该事项没有这项材料。", "This service takes no such material."),
    "address": BAD_ADDRESS,
    "events": Text("没有这种事件，可用的见接口说明。", "There is no such event. The description of the API lists them."),
    "hook-exists": Text("这个地址已经登记。", "This address is registered already."),
    "too-many-hooks": Text("最多登记 5 个地址，请先停用不用的。", "Five addresses at most. End one that is not needed."),
    "too-many": Text("查询过于频繁，请一分钟后再试。", "Too many look-ups. Try again in a minute."),
    "locked": Text("失败次数过多，请 30 分钟后再试。", "Too many failures. Try again in 30 minutes."),
    "broken": Text(
        "系统出了问题，已经记录。已保存的内容不受影响，请稍后用同一提交标识再试。",
        "Something broke, and it is recorded. What was saved is safe. Try again later with the same submission key.",
    ),
    "unavailable": Text("系统正在维护，请稍后再试。", "The system is being maintained. Try again later."),
}  # fmt: skip
_FORBIDDEN = frozenset({"not-yours", "mandate", "four-eyes", "wrong-rank"})
_UNPROCESSABLE = frozenset({
    "unchanged", "answers", "materials", "record", "verdict", "outcome", "grade", "reason-needed", "reasons-needed", "reason-code",
    "authority-named", "days-needed", "days-too-many", "mode", "proof-needed", "nothing-told", "extension-too-long", "two-officers",
    "no-such-procedure", "no-commitment", "no-child", "foreign-number", "organisation-exists", "other-words",
})  # fmt: skip


class Refusal(Exception):
    """The API itself refuses, by a code of TEXTS. `problems` are (pointer, Text) pairs."""

    def __init__(self, code: str, problems: Iterable[tuple[str, Text]] = ()) -> None:
        super().__init__(code)
        self.code, self.problems = code, tuple(problems)


def status_of(refusal: ActRefused) -> int:
    """403 for a missing right, 404 for what is gone, 422 for what can be mended in the request, 409 for the state."""
    if refusal.code in _FORBIDDEN:
        return 403
    if refusal.code in _UNPROCESSABLE:
        return 422
    return 404 if refusal.code == "draft-gone" else 409


def body(code: str, text: Text, problems: Iterable[tuple[str, Text]] = ()) -> dict[str, Any]:
    """The one shape."""
    told = [{"pointer": pointer, "message": {"zh": one.zh, "en": one.en}} for pointer, one in problems]
    return {"code": code, "message": {"zh": text.zh, "en": text.en}, "problems": told}


def install(api: NinjaAPI) -> None:
    """Gives the API its one shape for everything that can go wrong."""

    def answer(request: HttpRequest, status: int, code: str, text: Text, problems: Any = ()) -> HttpResponse:
        response = api.create_response(request, body(code, text, problems), status=status)
        if status == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    def own(request: HttpRequest, code: str, problems: Any = ()) -> HttpResponse:
        return answer(request, STATUS[code], code, TEXTS[code], problems)

    def act_refused(request: HttpRequest, error: ActRefused) -> HttpResponse:
        problems = [(one.pointer, Text(one.zh, one.en)) for one in error.problems if isinstance(one, FieldProblem)]
        return answer(request, status_of(error), error.code, error.text, problems)

    def upload_refused(request: HttpRequest, error: UploadRefused) -> HttpResponse:
        return answer(request, 413 if error.code == "large" else 422, error.code, error.text)

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return own(request, "input", [_place(one) for one in error.errors])

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error.__cause__, Refusal):  # of our own parser, which the library wraps
            return own(request, error.__cause__.code, error.__cause__.problems)
        too_big = isinstance(error.__cause__, RequestDataTooBig)
        return own(request, "large" if too_big else "not-allowed" if error.status_code == 403 else "bad-request")

    api.exception_handler(ActRefused)(act_refused)
    api.exception_handler(UploadRefused)(upload_refused)
    api.exception_handler(ValidationError)(invalid)
    api.exception_handler(HttpError)(http)
    api.exception_handler(Refusal)(lambda request, error: own(request, error.code, error.problems))
    for raised, code in _PLAIN.items():
        api.exception_handler(raised)(lambda request, error, code=code: own(request, code))


_PLAIN: dict[type[Exception], str] = {
    AuthenticationError: "unauthenticated",
    NotAllowed: "not-found",  # as on the pages: what one may not see does not exist
    Http404: "not-found",
    TooManyLookUps: "too-many",
    Locked: "locked",
    RequestDataTooBig: "large",
}


def _place(error: dict[str, Any]) -> tuple[str, Text]:
    """Where in the request, without what was typed: pydantic's own words are for the programmer."""
    pointer = "/" + "/".join(str(part) for part in error["loc"][1:])
    return pointer, Text("缺少或格式不对。", f"Missing or not in its format: {error['msg']}.")

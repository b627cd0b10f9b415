"""Pages for what went wrong: what happened, that nothing is lost where that is so, and a way out."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tongban.ui import languages

log = logging.getLogger(__name__)
BASES = {"public": "ui/public_base.html", "office": "ui/office_base.html"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open too long, or cookies are switched off."""
    log.info("form token refused: %s %s", request.path, reason)
    text = [
        _("为了您的安全，这一页停留太久以后不能直接提交。什么也没有提交，请放心。"),
        _("按浏览器的“返回”，您填写的内容一般还在；刷新那一页，再提交一次。如果反复出现，请允许浏览器保存 Cookie。"),
    ]
    return _page(request, 403, _("这一页已过期，请重新提交"), text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where it is the size."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request)
    return _page(request, 400, _("没有看懂这个请求"), [_("地址或提交的内容不完整。请回到上一页再试一次。")])


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    text = [_("您现在的身份或岗位不能看这一页，或不能做这件事。如果您认为应当可以，请联系安全管理员或政务服务窗口。")]
    return _page(request, 403, _("您没有这项权限"), text)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    text = [_("地址可能写错了，或者这一页已经搬走。请从首页重新查找。")]
    return _page(request, 404, _("没有找到这一页"), text)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """405."""
    text = [_("这个地址只能从页面上的按钮进入，不能直接打开。请回到上一页。")]
    return _page(request, 405, _("不能这样打开这一页"), text)


def too_large(request: HttpRequest) -> HttpResponse:
    """413."""
    text = [_("提交的内容或文件超过了限制。请压缩文件，或分几次上传。已保存的内容不受影响。")]
    return _page(request, 413, _("内容太大"), text)


def too_many(request: HttpRequest, seconds: int | None = None) -> HttpResponse:
    """429; `seconds` until the next try is told to people and in Retry-After."""
    wait = _("请过 %(n)d 分钟再试。") % {"n": max(1, -(-seconds // 60))} if seconds else _("请稍后再试。")
    response = _page(request, 429, _("操作太频繁"), [wait])
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def session_expired(request: HttpRequest, sign_in: str, *, kept: bool = True) -> HttpResponse:
    """401 in the middle of a form: where to sign in again, and whether what was typed is kept."""
    text = [_("您有一段时间没有操作，为了安全已自动退出。")]
    text.append(_("您填写的内容已经保存，登录后接着填。") if kept else _("请登录后重新填写这一页。"))
    return _page(request, 401, _("请重新登录"), text, {"action_url": sign_in, "action": _("登录")})


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Uses nothing that may be broken: no database, no session, no context processor."""
    text = [_("系统出了问题，我们已经记录下来。已保存的内容不会丢失。请稍后再试；着急的事请到政务服务窗口。")]
    return _page(None, 500, _("出了点问题"), text)


def unavailable(request: HttpRequest | None = None) -> HttpResponse:
    """503."""
    return _page(None, 503, _("系统正在维护"), [_("请稍后再试。已保存的内容不会丢失。")])


_BARE = {
    400: bad_request, 403: permission_denied, 404: page_not_found, 405: method_not_allowed, 413: too_large,
    429: too_many, 503: unavailable,
}  # fmt: skip


def dress(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page for an error that came as a bare status, where a person is looking; otherwise the answer itself."""
    if (
        response.status_code not in _BARE
        or not _is_bare(response)
        or "text/html" not in request.headers.get("Accept", "")
    ):
        return response
    page: HttpResponse = _BARE[response.status_code](request)
    for name in ("Allow", "Retry-After"):
        if name in response:
            page[name] = response[name]
    page.cookies = response.cookies
    return page


def _is_bare(response: HttpResponseBase) -> bool:
    return not response.streaming and isinstance(response, HttpResponse) and not response.content


def _page(
    request: HttpRequest | None, status: int, title: str, text: list[str], more: dict[str, Any] | None = None
) -> HttpResponse:
    lang = languages.language()
    context = {"status": status, "title": title, "text": text, **(more or {})}
    if request is not None:
        context["base"] = BASES.get(getattr(settings, "SITE", ""), "ui/base.html")
    else:
        context |= {"lang": lang, "html_lang": languages.HTML_CODES[lang], "site": "", "broken": True}
    return HttpResponse(render_to_string("ui/error.html", context, request), status=status)

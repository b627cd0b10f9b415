"""What a person wants of notices: by which channel, in which language, and whether those that no law asks for."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.directory.actions import citizens
from tongban.engine.package.text import Text
from tongban.ui.fields import PlainField

CHANNELS = {"sms": Text("短信", "Text message"), "email": Text("电子邮件", "E-mail")}
AS_THE_SITE = "site"  # kept as ""
LANGUAGES = {
    AS_THE_SITE: Text("和网站的语言一样", "The language I use on this site"),
    "zh-hans": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
}
OPTIONAL = {
    "yes": Text("要：收到申请、可以领取等也提醒我", "Yes: also when an application is received, or a result is ready"),
    "no": Text("不要：只提醒补正、受理、决定等法定事项", "No: only corrections, acceptance, decisions and what the law asks for"),
}  # fmt: skip
FIELDS = (
    PlainField("channel", Text("用什么方式提醒您？", "How shall we reach you?"), "radio", options=CHANNELS,
               hint=Text("没有留这种联系方式的，用另一种。站内消息总会有。",
                         "If we have no number or address for it, we use the other. The inbox always has it.")),
    PlainField("language", Text("用什么语言？", "In which language?"), "radio", options=LANGUAGES),
    PlainField("optional", Text("其他提醒要不要？", "Do you want other reminders?"), "radio", options=OPTIONAL),
)  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Three questions, kept at once."""
    citizen: Any = request.user
    values = {
        "channel": citizen.notice_channel, "language": citizen.notice_language or AS_THE_SITE,
        "optional": "yes" if citizen.wants_optional_notices else "no",
    }  # fmt: skip
    if request.method == "POST":
        given = {field.name: request.POST.get(field.name, "?") for field in FIELDS}
        if all(given[field.name] in field.options for field in FIELDS):
            language = "" if given["language"] == AS_THE_SITE else given["language"]
            citizens.choose_notices(citizen, given["channel"], language, optional=given["optional"] == "yes")
            messages.success(request, _("提醒方式已保存"))
            return redirect("account")
        values |= {name: value for name, value in given.items() if value != "?"}
    rows = [{"field": field, "value": values[field.name], "problem": None} for field in FIELDS]
    return render(request, "account/notices.html", {"rows": rows}, status=422 if request.method == "POST" else 200)

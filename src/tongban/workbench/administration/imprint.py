"""The foot of the public pages: who runs the site, its registrations, a notice of the day; with preview."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.directory.actions import imprint as action
from tongban.directory.actions.rights import Refuse
from tongban.directory.roles import SYSTEM_ADMIN
from tongban.ui.context import forget_city
from tongban.workbench.forms import Form, field
from tongban.workbench.sign_in import doors

FIELDS = (
    field("sponsor_zh", "主办单位（中文）", "Run by, in Chinese", required=False),
    field("sponsor_en", "主办单位（英文）", "Run by, in English", required=False),
    field("host_zh", "承办单位（中文）", "Maintained by, in Chinese", required=False),
    field("host_en", "承办单位（英文）", "Maintained by, in English", required=False),
    field("phone", "联系电话", "Phone", required=False),
    field("site_code", "网站标识码", "Site code", required=False, hint=("10 位，由全国政府网站信息报送系统给出", "10 characters, from the national system")),
    field("icp", "ICP 备案号", "ICP filing number", required=False),
    field("police", "公安备案号", "Public security filing number", required=False),
    field("domain", "网站域名", "Domain", required=False),
    field("find_errors", "“我为政府网站找错”的地址", "Address for reporting mistakes of the site", required=False),
    field("organ_mark", "党政机关网站标识的地址", "Address of the mark of party and government sites", required=False,
          hint=("在全国党政机关事业单位互联网网站标识管理服务平台申请", "Given by the national registry of such marks")),
    field("accessible_mark", "适老化及无障碍标识的地址", "Address of the accessibility mark", required=False,
          hint=("通过评测后得到的结果页地址", "The page with the result of the assessment")),
    field("notice_zh", "页首通知（中文）", "Notice on top of every page, in Chinese", required=False,
          hint=("例如停机维护的时间；不需要时留空", "Such as hours of maintenance; leave it empty when there is none")),
    field("notice_en", "页首通知（英文）", "Notice on top of every page, in English", required=False),
)  # fmt: skip
LABELS = {one.name: one.label for one in FIELDS}


@doors.administrator(SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def imprint(request: HttpRequest) -> HttpResponse:
    """What stands there, what is missing, and the form. A preview changes nothing."""
    now = action.facts_now()
    if request.method != "POST":
        return _page(request, Form(FIELDS, {}, initial=now), now)
    form = Form(FIELDS, request.POST)
    facts = {one.name: form.text(one.name) for one in FIELDS}
    form.refuse(action.problems_of(facts))
    if form.problems or "preview" in request.POST:
        return _page(request, form, now, preview=facts if not form.problems else None)
    try:
        action.describe(facts, by=request.actor)  # type: ignore[attr-defined]
    except Refuse as refused:
        form.refuse(refused.problems)
        return _page(request, form, now)
    forget_city()
    messages.success(request, _("已保存，一分钟内在所有页面生效"))
    return redirect("administration_imprint")


def _page(request: HttpRequest, form: Form, now: dict[str, str], preview: dict[str, str] | None = None) -> HttpResponse:
    context = {"form": form, "missing": [LABELS[name] for name in action.missing(now)], "preview": preview}
    return render(request, "administration/imprint.html", context, status=422 if form.problems else 200)

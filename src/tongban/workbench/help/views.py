"""The keys of the office site, and the gallery of components for those who write pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tongban.ui import gallery_examples
from tongban.workbench.sign_in import doors

KEYS = (
    ("j", _("下一件（待办列表）；下一节（办件页）")),
    ("k", _("上一件（待办列表）；上一节（办件页）")),
    ("o", _("打开选中的一件")),
    ("/", _("到筛选或查找框")),
    ("g t", _("我的待办")),
    ("g n", _("下一件待办（办件页）")),
    ("g d", _("部门概览")),
    ("g f", _("按编号查办件")),
    ("?", _("打开这一页")),
)
LOOKS = (("", _("平常")), ("elder", _("长辈版")), ("dark", _("深色")))


@doors.signed_in
@require_GET
def keyboard(request: HttpRequest) -> HttpResponse:
    """Which keys do what."""
    return render(request, "help/keyboard.html", {"keys": [(key.split(), what) for key, what in KEYS]})


@doors.signed_in
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Each component once; `look` is one of LOOKS."""
    asked = request.GET.get("look", "")
    look = asked if asked in dict(LOOKS) else ""
    context = {**gallery_examples.context(), "base": "ui/office_base.html", "look": look, "looks": LOOKS}
    return render(request, "ui/gallery.html", context)

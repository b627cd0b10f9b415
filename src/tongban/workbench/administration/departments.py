"""Departments and posts: who is where, what is red, and new ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.directory.actions import government
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Department, Region
from tongban.directory.queries.departments import departments_on
from tongban.directory.queries.overview import departments_overview
from tongban.directory.roles import SYSTEM_ADMIN
from tongban.kit import clock
from tongban.workbench.forms import Field, Form, field, select
from tongban.workbench.sign_in import doors


@doors.administrator(SYSTEM_ADMIN)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every department with its posts and holders; red where nobody is."""
    return render(request, "administration/departments.html", {"lines": departments_overview(clock.today())})


def _department_fields() -> tuple[Field, ...]:
    regions = {region.pk: (region.name_zh, region.name_en) for region in Region.objects.valid_on(clock.today())}
    return (
        field("code", "代码", "Code", hint=("数据里引用它，建后不改", "Data refers to it; it never changes")),
        field("number", "编号", "Number", hint=("办件编号中的 3 位", "The 3 digits in case numbers")),
        select("region", "行政区划", "Region", regions),
        field("name_zh", "中文名称", "Name in Chinese"),
        field("name_en", "英文名称", "Name in English"),
        field("phone", "电话", "Phone", required=False),
        field("address_zh", "地址（中文）", "Address in Chinese", required=False),
        field("address_en", "地址（英文）", "Address in English", required=False),
    )


@doors.administrator(SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def add_department(request: HttpRequest) -> HttpResponse:
    """A new department."""
    form = Form(_department_fields(), request.POST)
    if request.method == "POST":
        region = Region.objects.filter(pk=form.text("region")).first()
        texts = {each.name: form.text(each.name) for each in form.fields if each.name != "region"}
        if region is None:
            form.refuse({"region": ("请选择行政区划", "Choose the region")})
        else:
            try:
                government.add_department(**texts, region=region, by=request.actor)  # type: ignore[arg-type, attr-defined]
            except Refuse as refused:
                form.refuse(refused.problems)
            else:
                messages.success(request, _("部门已建立"))
                return redirect("administration_departments")
    return _page(request, form, _("新建部门"))


def _post_fields() -> tuple[Field, ...]:
    departments = {str(d.pk): (d.name_zh, d.name_en) for d in departments_on(clock.today())}
    return (
        select("department", "部门", "Department", departments),
        field("code", "代码", "Code"),
        field("name_zh", "中文名称", "Name in Chinese"),
        field("name_en", "英文名称", "Name in English"),
        field(
            "roles", "角色", "Roles",
            hint=("用空格分开，例如 counter reviewer", "Separated by blanks, such as counter reviewer"),
        ),
    )  # fmt: skip


@doors.administrator(SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def add_post(request: HttpRequest) -> HttpResponse:
    """A new post. Who holds it is the security administrator's."""
    form = Form(_post_fields(), request.POST)
    if request.method == "POST":
        choices = form.fields[0].options
        department = (
            Department.objects.filter(pk=form.text("department")).first()
            if form.text("department") in choices
            else None
        )
        if department is None:
            form.refuse({"department": ("请选择部门", "Choose the department")})
        else:
            try:
                government.add_post(
                    code=form.text("code"), department=department, name_zh=form.text("name_zh"),
                    name_en=form.text("name_en"), roles=form.text("roles").split(), by=request.actor,  # type: ignore[attr-defined]
                )  # fmt: skip
            except Refuse as refused:
                form.refuse(refused.problems)
            else:
                messages.success(request, _("岗位已建立"))
                return redirect("administration_departments")
    return _page(request, form, _("新建岗位"))


def _page(request: HttpRequest, form: Form, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": "administration_departments"}
    return render(request, "administration/form.html", context, status=422 if form.problems else 200)

"""Regions, departments and posts: kept by the system administrator."""

import re
from datetime import date

from django.db import IntegrityError, transaction

from tongban.directory.actions.rights import SYSTEM_ADMIN, Refuse, require
from tongban.directory.models import Department, Post, Region
from tongban.kit import clock, ledger
from tongban.kit.access import Actor

_CODE = re.compile(r"[a-z0-9][a-z0-9.\-]*")
_NEEDED = ("请填写", "This is needed")


def add_region(
    *, code: str, name_zh: str, name_en: str, level: str, parent: Region | None, since: date, by: Actor
) -> Region:
    """A region of the tree. Raises NotAllowed, Refuse."""
    require(by, SYSTEM_ADMIN, "region.add")
    problems = _blank(name_zh=name_zh, name_en=name_en)
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", code):
        problems["code"] = "行政区划代码为 6、9 或 12 位数字", "A region code has 6, 9 or 12 digits"
    if problems:
        raise Refuse(problems)
    with _unique("code", "这个区划代码已存在", "This region code exists"), transaction.atomic():
        region = Region.objects.create(
            code=code, name_zh=name_zh, name_en=name_en, level=level, parent=parent, valid_from=since
        )
        ledger.act("region.added", actor=by, region=code)
    return region


def add_department(
    *, code: str, number: str, region: Region, name_zh: str, name_en: str, by: Actor,
    since: date | None = None, parent: Department | None = None, uscc: str = "",
    address_zh: str = "", address_en: str = "", phone: str = "",
) -> Department:  # fmt: skip
    """A department. `number` is its 3 digits in case numbers. Raises NotAllowed, Refuse."""
    require(by, SYSTEM_ADMIN, "department.add")
    problems = _blank(name_zh=name_zh, name_en=name_en)
    if not _CODE.fullmatch(code):
        problems["code"] = "代码只用小写字母、数字、点和连字符", "Use small letters, digits, dots and hyphens"
    if not re.fullmatch(r"\d{3}", number):
        problems["number"] = "编号为 3 位数字", "The number has 3 digits"
    elif Department.objects.filter(region=region, number=number).exists():
        problems["number"] = "同一区划内编号不能重复", "The number is taken in this region"
    if problems:
        raise Refuse(problems)
    with _unique("code", "这个部门代码已存在", "This department code exists"), transaction.atomic():
        department = Department.objects.create(
            code=code, number=number, region=region, name_zh=name_zh, name_en=name_en, parent=parent,
            uscc=uscc, address_zh=address_zh, address_en=address_en, phone=phone,
            valid_from=since or clock.today(),
        )  # fmt: skip
        ledger.act("department.added", actor=by, added=str(department.id))
    return department


def close_department(department: Department, *, by: Actor, last_day: date) -> None:
    """The department exists through `last_day`. Raises NotAllowed, Refuse."""
    require(by, SYSTEM_ADMIN, "department.close")
    if last_day < department.valid_from:
        raise Refuse({"last_day": ("截止日不能早于设立日", "The last day cannot be before the first")})
    with transaction.atomic():
        department.valid_to = last_day
        department.save(update_fields=["valid_to"])
        ledger.act("department.closed", actor=by, closed=str(department.id), last_day=last_day.isoformat())


def add_post(
    *, code: str, department: Department, name_zh: str, name_en: str, roles: list[str], by: Actor,
    since: date | None = None,
) -> Post:  # fmt: skip
    """A post and the roles its holder has. Raises NotAllowed, Refuse."""
    require(by, SYSTEM_ADMIN, "post.add")
    problems = _blank(name_zh=name_zh, name_en=name_en)
    if not _CODE.fullmatch(code):
        problems["code"] = "代码只用小写字母、数字、点和连字符", "Use small letters, digits, dots and hyphens"
    if not roles or any(not _CODE.fullmatch(role) or role.endswith("-admin") for role in roles):
        problems["roles"] = "至少写一个角色，例如 counter", "Give at least one role, such as counter"
    if problems:
        raise Refuse(problems)
    with _unique("code", "这个岗位代码已存在", "This post code exists"), transaction.atomic():
        post = Post.objects.create(
            code=code, department=department, name_zh=name_zh, name_en=name_en, roles=sorted(set(roles)),
            valid_from=since or clock.today(),
        )  # fmt: skip
        ledger.act("post.added", actor=by, added=str(post.id), roles=post.roles)
    return post


def _blank(**values: str) -> dict[str, tuple[str, str]]:
    return {field: _NEEDED for field, value in values.items() if not value.strip()}


class _unique:
    """Turns a broken uniqueness into a refusal of `field`."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        self.problem = {field: (zh, en)}

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and issubclass(kind, IntegrityError):
            raise Refuse(self.problem) from None

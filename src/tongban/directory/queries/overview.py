"""What an administrator must see at once: departments nobody works in, and roles that resolve to nobody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongban.directory.models import Appointment, Department, Officer, Post, Substitution
from tongban.directory.queries.account_requests import NEW
from tongban.directory.queries.departments import departments_on


@dataclass(frozen=True)
class PostLine:
    """A post and who holds it on the day; `red` when nobody does."""

    post: Post
    holders: tuple[str, ...]
    stand_ins: tuple[str, ...]

    @property
    def red(self) -> bool:
        return not self.holders and not self.stand_ins


@dataclass(frozen=True)
class DepartmentLine:
    """A department; `red` when no active officer works there; `empty_roles` resolve to nobody."""

    department: Department
    posts: tuple[PostLine, ...]
    empty_roles: tuple[str, ...]

    @property
    def red(self) -> bool:
        return all(line.red for line in self.posts)


def departments_overview(day: date) -> list[DepartmentLine]:
    """Every department of the day with its posts. Four statements, however many there are."""
    holders, stand_ins = _names(Appointment, day), _names(Substitution, day)
    posts = defaultdict(list)
    for post in Post.objects.valid_on(day).order_by("code"):
        line = PostLine(post, tuple(holders[post.id]), tuple(stand_ins[post.id]))
        posts[post.department_id].append(line)
    return [_line(department, posts[department.id]) for department in departments_on(day)]


def _line(department: Department, posts: list[PostLine]) -> DepartmentLine:
    roles = {role for line in posts for role in line.post.roles}
    held = {role for line in posts if not line.red for role in line.post.roles}
    return DepartmentLine(department, tuple(posts), tuple(sorted(roles - held)))


def _names(table: type[Appointment] | type[Substitution], day: date) -> dict[object, list[str]]:
    found: dict[object, list[str]] = defaultdict(list)
    rows = table.objects.valid_on(day).filter(officer__is_active=True).order_by("officer__login")
    for post, name in rows.values_list("post_id", "officer__name"):
        found[post].append(name)
    return found


def officers_overview(search: str = "") -> list[Officer]:
    """Officers by sign-in name, administrators first; `is_set_up`, and `is_new`: a link is made in one step."""
    rows = Officer.objects.order_by("-administration", "login").annotate(is_set_up=~Q(password=""), is_new=NEW)
    if search:
        rows = rows.filter(Q(login__icontains=search) | Q(name__icontains=search))
    return list(rows[:500])

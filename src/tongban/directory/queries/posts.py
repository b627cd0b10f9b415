"""Who holds which post on a day: appointments and substitutions (AB 岗), and what that lets an officer do."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongban.directory.models import Appointment, Department, Officer, Post, Substitution
from tongban.directory.roles import OF_ADMINISTRATION
from tongban.kit.access import Actor, NotAllowed
from tongban.kit.prepared import prepared


@dataclass(frozen=True)
class HeldPost:
    """A post an officer may act in; `stands_in` when as a substitute."""

    post: Post
    stands_in: bool


def posts_of(officer: Officer, day: date) -> list[HeldPost]:
    """The posts of an active officer on `day`, own ones first. Administrators hold none (三员)."""
    if not officer.is_active or officer.administration:
        return []
    return [HeldPost(post, stands_in=not post.own) for post in _held(officer.id, day) if _stands(post.department, day)]


@prepared
def _held(officer: Any, day: Any) -> QuerySet[Post]:
    own, stood_in = (
        Exists(table.objects.valid_on(day).filter(officer_id=officer, post=OuterRef("pk")))
        for table in (Appointment, Substitution)
    )
    posts = Post.objects.valid_on(day).filter(own | stood_in).annotate(own=own)
    return posts.select_related("department").order_by("-own", "code")


def _stands(department: Department, day: date) -> bool:
    return department.valid_from <= day and (department.valid_to is None or day <= department.valid_to)


def actor_of_officer(officer: Officer, post: Post | UUID | None, *, today: date) -> Actor:
    """The officer acting in `post` with its roles of today; an administrator or an officer without post has none.

    Raises NotAllowed("officer-inactive") or NotAllowed("not-your-post").
    """
    if not officer.is_active:
        raise NotAllowed("officer-inactive")
    if officer.administration or post is None:
        return actor_holding(officer, None)
    wanted = post if isinstance(post, UUID) else post.id
    held = next((held for held in posts_of(officer, today) if held.post.id == wanted), None)
    if held is None:
        raise NotAllowed("not-your-post")
    return actor_holding(officer, held)


def actor_holding(officer: Officer, held: HeldPost | None) -> Actor:
    """The officer in one of the posts that `posts_of` found for today; an administrator, or whoever took none, has none."""
    if officer.administration or held is None:
        administers = OF_ADMINISTRATION[officer.administration] if officer.administration else None
        return Actor(kind="officer", id=officer.id, roles=frozenset({administers} if administers else ()))
    post = held.post
    return Actor(
        kind="officer", id=officer.id, post=post.id, department=post.department_id, roles=frozenset(post.roles)
    )


def officers_in(department: Department | UUID, role: str | None, day: date) -> list[Officer]:
    """Active officers who hold `role` (None: any post) in the department on `day`, substitutes included."""
    department_id = department if isinstance(department, UUID) else department.id
    return _holders(department_id, [] if role is None else [role], day)


@prepared
def _holders(department: Any, roles: Any, day: Any) -> QuerySet[Officer]:
    posts = Post.objects.valid_on(day).filter(department_id=department, roles__contains=roles)
    own, stand_ins = (
        table.objects.valid_on(day).filter(post__in=posts).values("officer") for table in (Appointment, Substitution)
    )
    holders = Officer.objects.filter(Q(pk__in=own) | Q(pk__in=stand_ins), is_active=True, administration="")
    return holders.order_by("login")

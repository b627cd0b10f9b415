"""Who holds which post on a day: appointments and substitutions (AB 岗), and what that lets an officer do."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tongban.directory.models import Appointment, Department, Officer, Post, Substitution
from tongban.directory.roles import OF_ADMINISTRATION
from tongban.kit.access import Actor, NotAllowed


@dataclass(frozen=True)
class HeldPost:
    """A post an officer may act in; `stands_in` when as a substitute."""

    post: Post
    stands_in: bool


def posts_of(officer: Officer, day: date) -> list[HeldPost]:
    """The posts of an active officer on `day`, own ones first. Administrators hold none (三员)."""
    if not officer.is_active or officer.administration:
        return []
    own = Post.objects.valid_on(day).filter(id__in=_post_ids(Appointment, officer, day))
    stood_in = Post.objects.valid_on(day).filter(id__in=_post_ids(Substitution, officer, day)).exclude(pk__in=own)
    return [
        HeldPost(post, stands_in)
        for posts, stands_in in ((own, False), (stood_in, True))
        for post in posts.select_related("department").order_by("code")
        if _stands(post.department, day)
    ]


def _post_ids(table: type[Appointment] | type[Substitution], officer: Officer, day: date) -> list[UUID]:
    return list(table.objects.valid_on(day).filter(officer=officer).values_list("post_id", flat=True))


def _stands(department: Department, day: date) -> bool:
    return department.valid_from <= day and (department.valid_to is None or day <= department.valid_to)


def actor_of_officer(officer: Officer, post: Post | UUID | None, *, today: date) -> Actor:
    """The officer acting in `post` with its roles of today; an administrator or an officer without post has none.

    Raises NotAllowed("officer-inactive") or NotAllowed("not-your-post").
    """
    if not officer.is_active:
        raise NotAllowed("officer-inactive")
    if officer.administration:
        return Actor(kind="officer", id=officer.id, roles=frozenset({OF_ADMINISTRATION[officer.administration]}))
    if post is None:
        return Actor(kind="officer", id=officer.id)
    wanted = post if isinstance(post, UUID) else post.id
    held = next((held.post for held in posts_of(officer, today) if held.post.id == wanted), None)
    if held is None:
        raise NotAllowed("not-your-post")
    return Actor(
        kind="officer", id=officer.id, post=held.id, department=held.department_id, roles=frozenset(held.roles)
    )


def officers_in(department: Department | UUID, role: str | None, day: date) -> list[Officer]:
    """Active officers who hold `role` (None: any post) in the department on `day`, substitutes included."""
    department_id = department if isinstance(department, UUID) else department.id
    posts = Post.objects.valid_on(day).filter(department_id=department_id)
    if role is not None:
        posts = posts.filter(roles__contains=[role])
    own, stand_ins = (
        table.objects.valid_on(day).filter(post__in=posts).values("officer") for table in (Appointment, Substitution)
    )
    holders = Officer.objects.filter(Q(pk__in=own) | Q(pk__in=stand_ins), is_active=True, administration="")
    return list(holders.order_by("login"))

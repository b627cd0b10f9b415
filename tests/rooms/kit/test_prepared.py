"""Prepared queries give what their querysets give, and rows written together are as saved ones."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from tongban.directory.models import Appointment, Officer, Post
from tongban.kit import clock, ledger, rows
from tongban.kit.access import SYSTEM
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act
from tongban.kit.prepared import prepared

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def of(department: Any, roles: Any, day: Any) -> QuerySet[Post]:
    held = Exists(Appointment.objects.valid_on(day).filter(post=OuterRef("pk")))
    posts = Post.objects.filter(department_id=department, roles__contains=roles).annotate(held=held)
    return posts.select_related("department__region").order_by("code")


def test_rows_joins_and_annotations_are_the_querysets_own(city: Any) -> None:
    query, seen = prepared(of), 0
    for post in Post.objects.order_by("pk")[:6]:
        values = (post.department_id, post.roles[:1], DAY)
        wanted = list(of(*values))
        with CaptureQueriesContext(
            connection,
        ) as statements:
            found = query(*values)
            assert [(one, one.held, one.department, one.department.region) for one in found] == [
                (one, one.held, one.department, one.department.region) for one in wanted
            ]
        assert len(statements) == 1
        assert [vars(one) | {"_state": 0} for one in found] == [vars(one) | {"_state": 0} for one in wanted]
        seen += len(found)
    assert seen >= 6


def test_one_first_and_lists_of_values(city: Any) -> None:
    by_login = prepared(lambda login: Officer.objects.filter(login=login))
    logins = prepared(lambda ids: Officer.objects.filter(pk__any=ids).order_by("login").values_list("login", flat=True))
    pairs = prepared(lambda name: Post.objects.filter(name_zh=name).order_by("code").values_list("code", "roles"))
    some = list(Officer.objects.order_by("login")[:3])
    assert by_login.one(some[0].login) == some[0]
    assert by_login.first("nobody") is None
    with pytest.raises(Officer.DoesNotExist):
        by_login.one("nobody")
    with pytest.raises(Officer.MultipleObjectsReturned):
        prepared(Officer.objects.all).one()
    assert logins([one.pk for one in some]) == [one.login for one in some]
    assert logins([]) == []
    name = Post.objects.values("name_zh").annotate(n=Count("pk")).order_by("-n")[0]["name_zh"]
    assert pairs(name) == list(Post.objects.filter(name_zh=name).order_by("code").values_list("code", "roles"))
    with pytest.raises(TypeError, match="not prepared"):
        prepared(lambda: Officer.objects.values("login"))()


def test_rows_added_together_are_written_by_one_statement_and_read_as_saved() -> None:
    subject = new_id()
    with CaptureQueriesContext(connection) as statements, ledger.together():
        facts = [ledger.act("case.rated", actor=SYSTEM, subject=subject, stars=n, why={"a": [n]}) for n in (4, 5)]
        assert Act.objects.filter(subject=subject).count() == 0
    assert [one["sql"].split(" ")[0] for one in statements] == ["SELECT", "INSERT"]
    read = list(Act.objects.filter(subject=subject).order_by("body__stars"))
    assert [(one.id, one.kind, one.at, one.body) for one in read] == [
        (one.id, one.kind, one.at, {"stars": n, "why": {"a": [n]}}) for one, n in zip(facts, (4, 5), strict=True)
    ]
    assert all(one.recorded_at is not None for one in read)


def test_what_the_database_must_work_out_is_still_added() -> None:
    from django.db.models.functions import Now

    fact = Act(id=new_id(), at=Now(), kind="case.rated", actor_kind="system", body={})
    with rows.together(Act):
        rows.add(fact)
    assert abs((Act.objects.get(pk=fact.pk).at - clock.now()).days) < 4000

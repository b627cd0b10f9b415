"""The task list: narrowed, taken in one go, gone through; its plan among very many tasks."""

import json
import re

import pytest
from django.db import connection
from django.utils import timezone

from tests.workbench.conftest import holder
from tests.workbench.test_case_page import url
from tongban.cases.models import Task
from tongban.cases.queries import inbox
from tongban.directory.models import Post
from tongban.kit import clock
from tongban.kit.access import Actor

POST = "hedong-hall-desk1"
SIGN = ("990102/outdoor-sign", "green-grain.json", {}, ("sign-picture", "sign-structure"), "tao", "green-grain")


@pytest.fixture
def two(file_case):
    return [file_case(*SIGN) for _ in range(2)]


def shown(page):
    return re.findall(r'name="task" value="([0-9a-f-]{36})" aria-label', page)


def test_it_is_narrowed_by_number_organisation_and_who_took_it(at, two):
    desk, officer = at(POST), holder(POST)
    by_number = desk.get("/tasks/", {"text": two[0].case_no}).content.decode()
    assert two[0].case_no in by_number and two[1].case_no not in by_number
    name = two[0].organisation.name
    assert len(shown(desk.get("/tasks/", {"text": name[2:5]}).content.decode())) == 2
    assert "没有符合条件的任务" in desk.get("/tasks/", {"text": "% _"}).content.decode()
    Task.objects.filter(case=two[0]).update(officers=[officer.id])
    free = desk.get("/tasks/", {"taken": "nobody"}).content.decode()
    assert two[1].case_no in free and two[0].case_no not in free
    mine = desk.get("/tasks/", {"taken": "me"}).content.decode()
    assert two[0].case_no in mine and two[1].case_no not in mine


def test_ticked_tasks_are_taken_together_and_what_is_done_holds_up_nothing(at, two):
    desk, officer = at(POST), holder(POST)
    one, other = shown(desk.get("/tasks/").content.decode())
    Task.objects.filter(pk=other).update(is_open=False, closed_at=timezone.now())
    page = desk.post("/tasks/take-many/", {"task": [one, other]}, follow=True).content.decode()
    assert "已领取 1 项" in page and "1 项没有领取" in page
    assert Task.objects.get(pk=one).officers == [officer.id] and Task.objects.get(pk=other).officers == []
    assert "没有勾选任务" in desk.post("/tasks/take-many/", follow=True).content.decode()


def test_the_next_task_is_the_most_urgent_of_another_case_that_no_colleague_took(at, two):
    desk = at(POST)
    to = desk.get("/tasks/next/", {"but": str(two[0].id)})
    assert to["Location"].startswith(url(two[1]) + "?task=")
    Task.objects.filter(case=two[1]).update(officers=[two[1].id])
    assert "没有别的待办任务了" in desk.get("/tasks/next/", {"but": str(two[0].id)}, follow=True).content.decode()


def test_among_200_000_tasks_a_page_is_read_from_the_index_and_nothing_is_sorted_whole(two):
    post = Post.objects.get(code=POST)
    viewer = Actor(kind="officer", id=post.id, post=post.id, department=post.department_id, roles=frozenset(post.roles))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_task (id, case_id, token, node, name_zh, name_en, department_id, role, officers_needed,"
            " officers, is_open, opened_at, sort_on, due_on) SELECT gen_random_uuid(), %s, gen_random_uuid(), 'n', '审', 'R',"
            " %s, %s, 1, '{}', true, now(), %s::date + n %% 400, %s::date + n %% 400 FROM generate_series(1, 200000) n",
            [two[0].id, post.department_id, post.roles[0], clock.today(), clock.today()],
        )
        cursor.execute("ANALYZE cases_task")
    plans = Explained()
    with connection.execute_wrapper(plans):
        assert len(inbox.open_tasks(viewer).tasks) == inbox.PAGE
        far = f"{clock.today().replace(year=2027):%Y%m%d}-{post.id}"
        inbox.open_tasks(viewer, after=far)
    first, last = plans.seen
    for nodes in (first, last):
        scan = next(node for node in nodes if node.get("Index Name") == "task_inbox")
        assert scan["Actual Rows"] <= inbox.PAGE + 1
        assert all(node["Actual Rows"] <= inbox.PAGE + 1 for node in nodes)
        assert not [node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "cases_task"]


class Explained:
    """Also explains each statement of the list; `seen` holds the nodes of each plan."""

    def __init__(self) -> None:
        self.seen: list[list[dict]] = []

    def __call__(self, execute, sql, params, many, context):
        if "LATERAL" in sql:
            context["cursor"].cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            found = context["cursor"].cursor.fetchone()[0]
            plan = json.loads(found) if isinstance(found, str) else found
            self.seen.append(list(_nodes(plan[0]["Plan"])))
        return execute(sql, params, many, context)


def _nodes(plan):
    yield plan
    for one in plan.get("Plans", ()):
        yield from _nodes(one)

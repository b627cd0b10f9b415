"""Jobs that did not succeed: kept, shown to the system administrator, tried again each hour and on request, once."""

import pytest
from django.db import connection

from tests.rooms.directory.test_office_pages import administrators, office  # noqa: F401
from tongban.cases.models import Case
from tongban.kit import failed_jobs, jobs
from tongban.kit.ledger.models import Act

pytestmark = pytest.mark.django_db


def fail(name: str, **references: str) -> int:
    """As the worker leaves a job whose attempts are used up."""
    jobs.defer(name, **references)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM procrastinate_jobs")
        (job,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8 WHERE id = %s", [job])
    return int(job)


def status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def test_every_hour_what_failed_is_queued_again_however_often_it_failed():
    jobs.run_waiting()
    job = fail("case.letter", case="01a20617-0000-7000-8000-000000000001", kind="receipt", about="x")
    (found,) = failed_jobs.failed()
    assert (found.id, found.name, found.attempts, found.references["kind"]) == (job, "case.letter", 8, "receipt")
    assert failed_jobs.how_many() == 1
    jobs.retry_failed()
    assert (status(job), failed_jobs.how_many()) == ("todo", 0)
    jobs.retry_failed()
    assert status(job) == "todo"


def test_the_system_administrator_sees_it_and_has_it_tried_again_once(administrators, city):  # noqa: F811
    admin = administrators["sysadmin"]
    assert "项自动工作没有完成" not in admin.get("/administration/").content.decode()
    job = fail("case.letter", case="01a20617-0000-7000-8000-000000000001", kind="receipt", about="x")
    assert "1 项自动工作没有完成" in admin.get("/administration/").content.decode()
    page = admin.get("/administration/failed-jobs/").content.decode()
    assert "制作文书" in page and "现在重试" in page
    for _click in range(2):
        assert admin.post(f"/administration/failed-jobs/{job}/again/").status_code == 302
    assert status(job) == "todo"
    (fact,) = Act.objects.filter(kind="job.tried_again")
    assert fact.body == {"job": job}
    assert not Case.objects.exists()


def test_a_job_that_did_not_fail_is_not_queued_twice():
    jobs.defer("bundle.news", parent="01a20617-0000-7000-8000-000000000001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM procrastinate_jobs")
        (job,) = cursor.fetchone()
    assert failed_jobs.try_again(job) is False
    assert failed_jobs.try_again(0) is False

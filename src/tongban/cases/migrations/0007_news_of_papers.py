"""That the last of the papers that follow is here is news for the officers: the job that tells them may be queued.

By the desk, and by the applicant for a case of their own.
"""

from importlib import import_module

from django.db import migrations

walls = import_module("tongban.cases.migrations.0003_walls")
BY_APPLICANT = f"""WHEN NEW.task_name = 'case.desk' THEN NEW.lock IS NULL AND NEW.args ->> 'what' = 'supplemented'
        AND {walls.own_case("(NEW.args ->> 'case')::uuid")}
      WHEN NEW.task_name = 'bundle.news'"""
BEFORE = walls.QUEUED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
AFTER = BEFORE.replace("'case.notice-again'", "'case.notice-again', 'case.desk'", 1).replace(
    "WHEN NEW.task_name = 'bundle.news'", BY_APPLICANT, 1
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_papers_that_follow")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]

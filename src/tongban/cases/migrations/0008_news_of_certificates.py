"""That a change of a certificate was asked for is told to its holder: the applicant's own asking may queue that notice."""

from importlib import import_module

from django.db import migrations

walls = import_module("tongban.cases.migrations.0003_walls")
papers = import_module("tongban.cases.migrations.0007_news_of_papers")
BY_HOLDER = f"""WHEN NEW.task_name = 'case.notice' THEN NEW.lock IS NULL AND NEW.args ->> 'event' = 'change-asked'
        AND {walls.own_case("(NEW.args ->> 'case')::uuid")} AND EXISTS (SELECT 1 FROM cases_certificatechange h
          WHERE h.id = (NEW.args ->> 'about')::uuid AND h.case_id = (NEW.args ->> 'case')::uuid)
      WHEN NEW.task_name = 'bundle.news'"""
AFTER = papers.AFTER.replace("WHEN NEW.task_name = 'bundle.news'", BY_HOLDER, 1)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_news_of_papers")]

    operations = [migrations.RunSQL(AFTER, papers.AFTER)]

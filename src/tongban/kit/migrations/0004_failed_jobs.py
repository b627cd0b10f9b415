"""A failed job may be queued once more by the worker, each hour, and by the office, on the administrator's word."""

from django.db import migrations

from tongban.kit.grants import owner_function

AGAIN = """UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL, worker_id = NULL
  WHERE id = job AND status = 'failed' AND queueing_lock IS NULL RETURNING true"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0003_real_time"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        owner_function("kit_try_again(job bigint)", "boolean", AGAIN, roles=("office", "worker")),
        migrations.RunSQL(
            "GRANT SELECT ON procrastinate_events TO tongban_office",
            "REVOKE SELECT ON procrastinate_events FROM tongban_office",
        ),
    ]

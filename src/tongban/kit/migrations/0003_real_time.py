"""What the public site says of the time is held against the database's own clock.

Only where `clock_moves` is set, which no process may do, it may tell another time: tests play months in seconds.
"""

from django.db import migrations, models

from tongban.kit.grants import PROCESSES, owner_function

MOVES = "EXISTS (SELECT 1 FROM kit_installation WHERE clock_moves)"
NOW = f"SELECT abs(extract(epoch FROM moment - clock_timestamp())) < 300 OR {MOVES}"
TODAY = f"""SELECT day BETWEEN ((clock_timestamp() - interval '5 minutes') AT TIME ZONE 'Asia/Shanghai')::date
    AND ((clock_timestamp() + interval '5 minutes') AT TIME ZONE 'Asia/Shanghai')::date OR {MOVES}"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_ledger_and_grants")]

    operations = [
        migrations.AddField("installation", "clock_moves", models.BooleanField(default=False)),
        # A trigger that names one of them is refused to a role that may not call it, whichever branch it would take.
        owner_function("kit_is_now(moment timestamptz)", "boolean", NOW, roles=PROCESSES),
        owner_function("kit_is_today(day date)", "boolean", TODAY, roles=PROCESSES),
    ]

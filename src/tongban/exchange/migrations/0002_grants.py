"""Only the sealing process marks a seal request as done; the public site sees neither seals nor what others answer."""

from django.db import migrations

from tongban.kit.grants import grant

WRITE = "SELECT, INSERT, UPDATE"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("directory", "0002_grants")]

    operations = [
        grant("exchange_seal", public="SELECT (id, root_pem)", office="SELECT", worker="SELECT", sealer="SELECT"),
        grant("exchange_sealrequest", office="SELECT, INSERT", worker=WRITE, sealer="SELECT, UPDATE"),
        grant("exchange_handover", public="SELECT, UPDATE", office=WRITE, worker=WRITE),
        grant("exchange_standinfile", office=WRITE, worker=WRITE),
        grant(
            "exchange_outgoingmessage",
            public="SELECT, INSERT",
            office="SELECT, INSERT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
    ]

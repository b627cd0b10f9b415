"""Only the sealing process marks a seal request as done; the public site sees neither seals nor hand-overs."""

from django.db import migrations

from tongban.kit.grants import grant


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("directory", "0002_grants")]

    operations = [
        grant("exchange_seal", office="SELECT", worker="SELECT", sealer="SELECT"),
        grant("exchange_sealrequest", office="SELECT, INSERT", worker="SELECT, INSERT, UPDATE", sealer="SELECT, UPDATE"),
        grant("exchange_handover", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE", public="SELECT, UPDATE"),
        grant("exchange_standinfile", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
    ]  # fmt: skip

"""Letters and certificates are made by the office and the worker; the sealing process reads what it may seal."""

from django.db import migrations

from tongban.kit.grants import grant


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("catalog", "0002_grants")]

    operations = [
        grant("records_numbersequence", public="SELECT, INSERT, UPDATE", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        grant("records_material", public="SELECT, INSERT", office="SELECT, INSERT", worker="SELECT, INSERT, UPDATE, DELETE"),
        grant("records_letter", public="SELECT", office="SELECT, INSERT", worker="SELECT, INSERT, UPDATE", sealer="SELECT"),
        grant("records_certificate", public="SELECT", office="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE", sealer="SELECT"),
    ]  # fmt: skip

"""Everybody reads what is offered; publishing is done as the owner, by command."""

from django.db import migrations

from tongban.kit.grants import grant

TABLES = (
    "catalogueentry",
    "package",
    "packageversion",
    "packagefile",
    "implementation",
    "implementationversion",
    "searchphrase",
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("directory", "0002_grants")]

    operations = [
        grant(f"catalog_{table}", public="SELECT", office="SELECT", worker="SELECT") for table in TABLES
    ]  # fmt: skip

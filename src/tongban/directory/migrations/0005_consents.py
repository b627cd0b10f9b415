"""Apps that act for persons: where they may be sent back to, what persons allowed them, and the keys they prove it with.

A consent exists for the person who gave it and for the key that was sought; its keys and its app exist with it.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongban.kit.ids
from tongban.kit.grants import SOUGHT, grant, owner_function, row_security, setting

VIEWER, CLIENT = setting("viewer"), setting("client")
APPS = f"id = {CLIENT} OR id IN (SELECT client_id FROM directory_accesstoken)"
SEEN = "consent_id IN (SELECT id FROM directory_consent)"


def texts(length: int) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=length), size=None)


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_accounts_of_officers")]

    operations = [
        migrations.AddField("machineclient", "is_confidential", models.BooleanField(default=True, db_default=True)),
        migrations.AddField(
            "machineclient",
            "redirect_uris",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=500), db_default=[], default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("scopes", texts(40)),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("citizen", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.machineclient")),
                ("organisation", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("citizen", "client", "organisation"),
                        name="one_consent_in_force", nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentKey",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("code", "Code"), ("access", "Access"), ("refresh", "Refresh")], max_length=7)),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("scopes", texts(40)),
                ("redirect_uri", models.CharField(blank=True, max_length=500)),
                ("challenge", models.CharField(blank=True, max_length=128)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("consent", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="directory.consent")),
            ],
        ),
        migrations.RunSQL(
            "GRANT SELECT (redirect_uris, is_confidential) ON directory_machineclient TO tongban_office",
            "REVOKE SELECT (redirect_uris, is_confidential) ON directory_machineclient FROM tongban_office",
        ),
        grant("directory_consent", public="SELECT, INSERT, UPDATE (scopes, ended_at)", worker="SELECT"),
        grant("directory_consentkey", public="SELECT, INSERT, UPDATE (used_at), DELETE", worker="SELECT (expires_at), DELETE"),
        owner_function(
            "directory_sought_consent()", "uuid", f"SELECT consent_id FROM directory_consentkey WHERE key_hash = {SOUGHT}",
            roles=("public",),
        ),
        row_security(
            "directory_consent",
            seen_by_public=f"citizen_id = {VIEWER} OR id = (SELECT directory_sought_consent())",
            added=f"citizen_id = {VIEWER} AND ended_at IS NULL",
        ),
        row_security("directory_consentkey", seen_by_public=SEEN),
        migrations.RunSQL(
            f"ALTER POLICY public_rows ON directory_machineclient USING ({APPS} OR id IN (SELECT client_id FROM directory_consent))",
            f"ALTER POLICY public_rows ON directory_machineclient USING ({APPS})",
        ),
    ]  # fmt: skip

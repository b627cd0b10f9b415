"""Invitations to act for an organisation, and what the public site needs of allauth's tables to sign people in.

Of e-mail addresses allauth may only look whether there are any: none are ever given to its table.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongban.kit.ids
import tongban.kit.vault.fields
from tongban.kit.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_grants"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("sites", "0002_alter_domain_unique"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("phone", tongban.kit.vault.fields.SealedText("invitation.phone")),
                ("phone_index", models.BinaryField(max_length=16)),
                (
                    "packages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("answer", "open")), fields=["phone_index"], name="open_invitation")
                ],
            },
        ),
        grant("directory_invitation", public="SELECT, INSERT, UPDATE", office="SELECT", worker="SELECT, DELETE"),
        grant("account_emailaddress", public="SELECT"),
        grant("socialaccount_socialaccount", public="SELECT, INSERT, UPDATE"),
        grant("django_site", public="SELECT"),
        migrations.RunSQL(
            "GRANT USAGE ON SEQUENCE socialaccount_socialaccount_id_seq TO tongban_public", migrations.RunSQL.noop
        ),
    ]

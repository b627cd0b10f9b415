"""Messages to people: written by any site, delivered and forgotten by the worker."""

from django.db import migrations, models

import tongban.kit.ids
import tongban.kit.vault.fields
from tongban.kit.grants import grant


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_grants")]

    operations = [
        migrations.CreateModel(
            name="OutgoingMessage",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("channel", models.CharField(choices=[("sms", "Sms"), ("email", "Email")], max_length=5)),
                ("kind", models.CharField(max_length=60)),
                ("recipient", tongban.kit.vault.fields.SealedText("message.recipient")),
                ("recipient_index", models.BinaryField(max_length=16)),
                ("subject", tongban.kit.vault.fields.SealedText("message.subject", null=True)),
                ("text", tongban.kit.vault.fields.SealedText("message.text")),
                ("case", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("receipt", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recipient_index", "-id"], name="mailbox_of_recipient"),
                    models.Index(fields=["created_at"], name="message_age"),
                ],
            },
        ),
        grant(
            "exchange_outgoingmessage",
            public="SELECT, INSERT",
            office="SELECT, INSERT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
    ]

"""Addresses of machine clients and what they are told. A client sees and changes its own over the public site only; the
worker sends. The office never reads a secret."""

from django.db import migrations, models
from django.db.models.functions import Now

import tongban.kit.ids
import tongban.kit.vault.fields
from django.contrib.postgres.fields import ArrayField

from tongban.kit.grants import grant, row_security, setting

SHOWN = "id, client_id, address, events, earlier_until, is_active, created_at"
LOG = "id, webhook_id, fact, \"case\", kind, body, state, attempts, next_at, said, created_at, sent_at"
OWN = f"client_id = {setting('client')}"
OF_OWN = f"EXISTS (SELECT 1 FROM exchange_webhook h WHERE h.id = webhook_id AND h.client_id = {setting('client')})"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_grants")]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("client", models.ForeignKey(on_delete=models.deletion.PROTECT, related_name="+", to="directory.machineclient")),
                ("address", models.CharField(max_length=500)),
                ("events", ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                ("secret", tongban.kit.vault.fields.SealedText("webhook.secret")),
                ("earlier_secret", tongban.kit.vault.fields.SealedText("webhook.earlier_secret", null=True)),
                ("earlier_until", models.DateTimeField(null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("is_active", True)), fields=("client", "address"), name="webhook_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("webhook", models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="deliveries", to="exchange.webhook")),
                ("fact", models.UUIDField()),
                ("case", models.UUIDField()),
                ("kind", models.CharField(max_length=64)),
                ("body", models.JSONField()),
                ("state", models.CharField(choices=[("waiting", "Waiting"), ("sent", "Sent"), ("dead", "Dead")], default="waiting", max_length=7)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("said", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_at"], name="news_waiting"),
                    models.Index(fields=["webhook", "-id"], name="news_of_webhook"),
                ],
                "constraints": [models.UniqueConstraint(fields=("webhook", "fact"), name="news_once")],
            },
        ),
        row_security("exchange_webhook", seen_by_public=OWN),
        row_security("exchange_webhookdelivery", seen_by_public=OF_OWN),
        grant(
            "exchange_webhook",
            public="SELECT, INSERT, UPDATE (is_active, secret, earlier_secret, earlier_until)",
            office=f"SELECT ({SHOWN}), UPDATE (is_active)",
            worker="SELECT",
        ),
        grant(
            "exchange_webhookdelivery",
            public=f"SELECT ({LOG}), UPDATE (state, attempts, next_at)",
            office=f"SELECT ({LOG}), UPDATE (state, attempts, next_at)",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
    ]

"""`manage new_qr_key`: a new key signs QR codes and the revocation list from now on."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from tongban.cases import qr_signing
from tongban.exchange import qr_keys
from tongban.exchange.models import QrKey


class Command(BaseCommand):
    """Run it as the owner; the older keys stay in the trust file for what they have signed."""

    help = "Makes a new key for QR codes; the older ones stay published."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        before = QrKey.objects.order_by("-created_at", "-id").first()
        made = qr_keys.make(test=before is None or before.is_test)
        qr_signing.ask_list()
        self.stdout.write(bytes(made.kid).hex())

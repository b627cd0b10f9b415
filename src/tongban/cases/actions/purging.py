"""Drafts end: the person is told some days before, then draft and files go for good. How many days is data
(kit.retention, "draft"); each draft is its own transaction, so a late or doubled run is harmless."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from tongban.cases import notices
from tongban.cases.models import Draft, DraftMaterial, RevisionMaterial
from tongban.kit import clock, files, ledger, retention
from tongban.kit.access import SYSTEM
from tongban.records.models import Material

BATCH = 200


def ends_at() -> datetime:
    """When a draft saved now ends, if nobody saves it again."""
    return clock.now() + retention.kept("draft").time


def warn() -> int:
    """Tells whose drafts end soon; a draft of which the notice comes late lives so much longer. Returns how many."""
    notice = retention.kept("draft").notice
    ending = Draft.objects.filter(noticed_at__isnull=True, expires_at__lte=clock.now() + notice).order_by("expires_at")
    return sum(_warn(draft, notice) for draft in ending.values_list("id", flat=True)[:BATCH])


@transaction.atomic
def _warn(draft_id: UUID, notice: timedelta) -> bool:
    now = clock.now()
    rows = Draft.objects.select_for_update(of=("self",)).defer("answers")
    draft = rows.filter(pk=draft_id, noticed_at__isnull=True, expires_at__lte=now + notice).first()
    if draft is None:
        return False
    draft.noticed_at, draft.expires_at = now, max(draft.expires_at, now + notice)
    draft.save(update_fields=["noticed_at", "expires_at"])
    notices.tell_of_draft(draft, draft.expires_at.astimezone(clock.CITY_ZONE).date())
    ledger.act("draft.warned", actor=SYSTEM, subject=draft.citizen_id, draft=str(draft.id))
    return True


def purge() -> int:
    """Deletes drafts whose time is over and whose owner was told in time. Returns how many."""
    now, notice = clock.now(), retention.kept("draft").notice
    over = Draft.objects.filter(expires_at__lte=now, noticed_at__lte=now - notice).order_by("expires_at")
    return sum(_purge(draft) for draft in over.values_list("id", flat=True)[:BATCH])


@transaction.atomic
def _purge(draft_id: UUID) -> bool:
    rows = Draft.objects.select_for_update(of=("self",)).defer("answers")
    draft = rows.filter(pk=draft_id, expires_at__lte=clock.now()).first()
    if draft is None:  # saved again in this very moment
        return False
    handed_in = list(draft.materials.values_list("material_id", flat=True))
    draft.delete()
    for material in handed_in:
        _forget(material)
    ledger.act("draft.purged", actor=SYSTEM, subject=draft.citizen_id, draft=str(draft_id))
    return True


def forget_unused_materials() -> int:
    """Files that were taken out of their slot again, or uploaded and never handed in, as old as a draft may become."""
    before = clock.now() - retention.kept("draft").time
    held = (table.objects.filter(material=OuterRef("pk")) for table in (DraftMaterial, RevisionMaterial))
    unused = Material.objects.filter(*(~Exists(rows) for rows in held), created_at__lt=before)
    return sum(_forget(material) for material in unused.values_list("id", flat=True)[:BATCH])


@transaction.atomic
def _forget(material_id: UUID) -> bool:
    """The material and its bytes, unless a case or another draft holds it."""
    material = Material.objects.select_for_update(of=("self",)).select_related("file").filter(pk=material_id).first()
    held = any(table.objects.filter(material=material_id).exists() for table in (DraftMaterial, RevisionMaterial))
    if material is None or held:
        return False
    material.delete()
    files.forget(material.file)
    return True

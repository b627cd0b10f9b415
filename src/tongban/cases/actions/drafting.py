"""暂存: drafts, saved on every page, seen by their owner only, turned into a filing when submitted.

A draft with `corrects` answers a correction. Hidden answers are kept while drafting and dropped at submission.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tongban.cases import corrections
from tongban.cases.actions import correcting, purging, submitting
from tongban.cases.models import Case, Draft, DraftMaterial, SubmissionKey
from tongban.cases.refusals import ActRefused
from tongban.cases.step import write_refusal
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.forms import Field, ids_at, with_file, without_file
from tongban.engine.path import filing as law
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed
from tongban.kit.prepared import prepared
from tongban.records.models import Material


def start(version: ImplementationVersion, *, actor: Actor, citizen: UUID | None = None) -> Draft:
    """A new draft of the actor; a counter officer names the citizen it is for (`citizen`)."""
    if version.package_version_id is None:
        raise ActRefused("guide-only")
    owner = citizen if actor.kind == "officer" else actor.id if actor.kind == "citizen" else None
    return Draft.objects.create(
        citizen_id=owner, organisation_id=actor.on_behalf_of, officer=actor.id if actor.kind == "officer" else None,
        implementation_version=version, package_version_id=version.package_version_id, answers={},
        channel=_channel(actor), updated_at=clock.now(), expires_at=_later(),
    )  # fmt: skip


def start_correction(case: Case, *, actor: Actor) -> Draft:
    """A draft that begins as the case stands; the one there is, if it was begun before."""
    found = Draft.objects.filter(_own(actor), corrects=case, expires_at__gt=clock.now()).first()
    if found is not None:
        return found
    assert case.current is not None
    with transaction.atomic():
        draft = Draft.objects.create(
            citizen_id=actor.id if actor.kind == "citizen" else case.citizen_id,
            organisation_id=case.organisation_id, corrects=case,
            officer=actor.id if actor.kind == "officer" else None,
            implementation_version_id=case.implementation_version_id, package_version_id=case.package_version_id,
            answers=case.current.answers, by_commitment=case.by_commitment, channel=_channel(actor),
            updated_at=clock.now(), expires_at=_later(),
        )  # fmt: skip
        DraftMaterial.objects.bulk_create(
            DraftMaterial(draft=draft, slot=slot, material_id=one) for slot, one in sorted(corrections.handed_in(case))
        )
    return draft


def _channel(actor: Actor) -> str:
    return "counter" if actor.kind == "officer" else actor.channel


def own_draft(draft_id: UUID, *, actor: Actor) -> Draft:
    """The actor's draft. ActRefused("draft-gone") if there is none (submitted, expired, or another person's)."""
    if actor.id is None:
        raise NotAllowed("sign-in")
    own = _of_officer if actor.kind == "officer" else _of_citizen
    draft: Draft | None = own.first(draft_id, actor.id, clock.now())
    if draft is None or (actor.via and draft.organisation_id != actor.on_behalf_of):  # the app's consent is for another
        raise ActRefused("draft-gone")
    return draft


def _own(actor: Actor) -> Q:
    if actor.id is None:
        raise NotAllowed("sign-in")
    if actor.kind == "officer":
        return Q(officer=actor.id)
    whose = {"organisation_id": actor.on_behalf_of} if actor.via else {}
    return Q(citizen_id=actor.id, officer__isnull=True, **whose)


@prepared
def _of_officer(draft: Any, officer: Any, now: Any) -> QuerySet[Draft]:
    return Draft.objects.filter(pk=draft, expires_at__gt=now, officer=officer)


@prepared
def _of_citizen(draft: Any, citizen: Any, now: Any) -> QuerySet[Draft]:
    return Draft.objects.filter(pk=draft, expires_at__gt=now, citizen_id=citizen, officer__isnull=True)


def save_page(draft_id: UUID, *, actor: Actor, answers: Mapping[str, Any], page: str, done: bool) -> Draft:
    """Replaces the answers (the caller merged its page into them) and notes whether the page is complete."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=own_draft(draft_id, actor=actor).pk)
        draft.answers = dict(answers)
        pages = [one for one in draft.done_pages if one != page]
        draft.done_pages = [*pages, page] if done else pages
        draft.updated_at, draft.expires_at, draft.noticed_at = clock.now(), _later(), None
        draft.save()
        return draft


def choose_commitment(draft_id: UUID, *, actor: Actor, chosen: bool) -> None:
    """Notice and commitment instead of the ordinary way, or back."""
    draft = own_draft(draft_id, actor=actor)
    draft.by_commitment, draft.updated_at = chosen, clock.now()
    draft.save(update_fields=["by_commitment", "updated_at"])


def put_material(draft_id: UUID, *, actor: Actor, slot: str, material: Material) -> None:
    """A file enters a slot."""
    draft = own_draft(draft_id, actor=actor)
    DraftMaterial.objects.create(draft=draft, slot=slot, material=material)


def save_whole(
    draft_id: UUID, *, actor: Actor, answers: Mapping[str, Any], materials: Mapping[str, Sequence[UUID]], commitment: bool
) -> Draft:  # fmt: skip
    """All of a draft at once, for a face without pages. The caller has proved that the files are the applicant's."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=own_draft(draft_id, actor=actor).pk)
        questions = package_of(draft.package_version_id).form.uploads_in(answers)
        whole = {**materials, **{pointer: tuple(map(UUID, ids)) for pointer, ids in questions.items()}}
        wanted = {(slot, one) for slot, ids in whole.items() for one in ids}
        for row in draft.materials.all():
            if (row.slot, row.material_id) not in wanted:
                row.delete()
            wanted.discard((row.slot, row.material_id))
        DraftMaterial.objects.bulk_create(
            DraftMaterial(draft=draft, slot=slot, material_id=one) for slot, one in sorted(wanted)
        )
        draft.by_commitment, draft.done_pages = commitment, []
        draft.answers, draft.noticed_at = dict(answers), None
        draft.updated_at, draft.expires_at = clock.now(), _later()
        draft.save()
        return draft


def remove_material(draft_id: UUID, *, actor: Actor, material: UUID) -> None:
    """A file leaves its slot; the record of what was uploaded stays until the draft is purged."""
    own_draft(draft_id, actor=actor).materials.filter(material_id=material).delete()


def attach_file(draft_id: UUID, *, actor: Actor, field: Field, material: Material) -> Draft:
    """A file answers a question of the form: one more, or in place of the one before, as the schema says."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=own_draft(draft_id, actor=actor).pk)
        draft.answers = with_file(field, draft.answers, str(material.id))
        kept = ids_at(draft.answers, field.pointer)
        draft.materials.filter(slot=field.pointer).exclude(material_id__in=kept).delete()
        DraftMaterial.objects.create(draft=draft, slot=field.pointer, material=material)
        return _touched(draft)


def detach_file(draft_id: UUID, *, actor: Actor, field: Field, material: UUID) -> Draft:
    """A file is no answer any more."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=own_draft(draft_id, actor=actor).pk)
        draft.answers = without_file(field, draft.answers, str(material))
        draft.materials.filter(slot=field.pointer, material_id=material).delete()
        return _touched(draft)


def _touched(draft: Draft) -> Draft:
    draft.updated_at, draft.expires_at, draft.noticed_at = clock.now(), _later(), None
    draft.save(update_fields=["answers", "updated_at", "expires_at", "noticed_at"])
    return draft


def discard(draft_id: UUID, *, actor: Actor) -> None:
    """The owner throws the draft away."""
    own_draft(draft_id, actor=actor).delete()


def submit_draft(draft_id: UUID, *, actor: Actor, explanation: str = "") -> Case:
    """The case of this draft. A second click, even after the draft is gone, finds the same case.

    `explanation`: of an answer to a correction, why what was told stays as it is.
    """
    key = f"draft:{draft_id}"
    if actor.id is None:
        raise NotAllowed()
    known = _submitted(actor, key)
    if known is not None:
        return known
    corrects: UUID | None = None
    try:
        with transaction.atomic():
            draft = (
                Draft.objects.select_for_update().filter(_own(actor), pk=draft_id, expires_at__gt=clock.now()).first()
            )
            if draft is None:  # a click that was faster: its case, with what it handed in
                known = _submitted(actor, key)
                if known is None:
                    raise ActRefused("draft-gone")
                return known
            corrects = draft.corrects_id
            if corrects is None:
                case = submitting.submit(_filing(draft), actor=actor, key=key)
            else:
                case = _answer(draft, corrects, actor=actor, key=key, explanation=explanation)
            draft.delete()
    except ActRefused as refusal:  # the attempt noted inside was rolled back with this transaction
        if refusal.code != "draft-gone":
            write_refusal(actor, "submit" if corrects is None else "answer_correction", refusal, case=corrects)
        raise
    return case


def _filing(draft: Draft) -> submitting.Filing:
    """The draft as it stands in its locked row."""
    return submitting.Filing(
        version=draft.implementation_version, answers=trimmed(draft), materials=slots_of(draft),
        citizen=draft.citizen_id, organisation=draft.organisation_id, by_commitment=draft.by_commitment,
        channel=draft.channel,
    )  # fmt: skip


def _submitted(actor: Actor, key: str) -> Case | None:
    assert actor.id is not None
    known = SubmissionKey.objects.filter(owner=actor.id, key=key, case__isnull=False).select_related("case").first()
    return known.case if known is not None else None


def _answer(draft: Draft, case: UUID, *, actor: Actor, key: str, explanation: str) -> Case:
    """Hands in the answer to a correction; the draft is locked."""
    assert actor.id is not None
    correcting.answer_correction(
        case, actor=_applicant(draft, actor), answers=trimmed(draft), materials=slots_of(draft), explanation=explanation
    )
    SubmissionKey.objects.create(
        owner=actor.id, key=key, content_hash=hashlib.sha256(key.encode()).digest(), case_id=case,
        created_at=clock.now(),
    )  # fmt: skip
    return Case.objects.get(pk=case)


def _applicant(draft: Draft, actor: Actor) -> Actor:
    return actor.acting_for(draft.organisation_id) if actor.kind == "citizen" else actor


def trimmed(draft: Draft) -> dict[str, Any]:
    """The answers without what is hidden, with /scenario kept."""
    place = implementation_of(draft.implementation_version_id)
    return law.trimmed(package_of(draft.package_version_id), draft.answers, place)


def slots_of(draft: Draft) -> dict[str, tuple[UUID, ...]]:
    """Material ids by slot, in the order they were uploaded; files that answer a question stand in the answers."""
    found: dict[str, tuple[UUID, ...]] = {}
    for row in draft.materials.exclude(slot__startswith="/").order_by("id"):
        found[row.slot] = (*found.get(row.slot, ()), row.material_id)
    return found


def _later() -> datetime:
    return purging.ends_at()

"""Drafts of a person: begun in an app and finished on the site, or the other way round. They are the same drafts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tongban.api import showing
from tongban.api.bearer import WRITE, person
from tongban.api.finding import offer_of
from tongban.api.shapes import NewCase, Problem, Receipt, Received, Refused, Said
from tongban.api.slots import answering, handed_in
from tongban.cases.actions import drafting
from tongban.cases.checking import scenario_problems
from tongban.cases.filling import Filling, filling
from tongban.cases.queries import cases
from tongban.catalog.browsing import Offer
from tongban.engine.package.text import Text
from tongban.kit import clock
from tongban.kit.access import Actor

router = Router(tags=["drafts"], auth=WRITE)
REFUSED = {401: Refused, 403: Refused, 404: Refused}
MISSING = Text("还没有上传这份材料。", "This document has not been uploaded yet.")


class DraftLine(Schema):
    id: UUID
    region: str
    service: str
    name: Said
    updated_at: datetime
    expires_at: datetime
    corrects: str = Field(description="number of the case whose correction this answers, or empty")


class DraftView(DraftLine):
    scenario: dict[str, Any]
    answers: dict[str, Any]
    materials: dict[str, list[UUID]]
    commitment: bool
    problems: list[Problem] = Field(description="what still stands in the way of filing it")


class Drafts(Schema):
    items: list[DraftLine]


class NewDraft(NewCase):
    """Like a filing; nothing of it needs to be complete."""

    answers: dict[str, Any] = {}


class DraftContent(Received):
    """All of it anew: what is left out is gone."""

    scenario: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    materials: dict[str, list[UUID]] = {}
    commitment: bool = False


class Explanation(Received):
    explanation: str = Field("", max_length=500, description="of a correction: why what was told stays as it is")


@router.get("/drafts", response={200: Drafts, **REFUSED}, summary="草稿 Drafts")
def list_drafts(request: HttpRequest) -> dict[str, Any]:
    """Those last saved first, fifty at most. A draft that nobody saves is removed after a time, and its person told before."""
    return {"items": [_line(Filling(one)) for one in cases.drafts(person(request))]}


@router.post("/drafts", response={201: DraftView, 422: Refused, **REFUSED}, summary="新建草稿 Begin a draft")
def begin_draft(request: HttpRequest, new: NewDraft) -> Status[dict[str, Any]]:
    """What the person has answered so far."""
    actor, offer = person(request), offer_of(new.region, new.service)
    content = DraftContent(
        scenario=new.scenario, answers=new.answers, materials=new.materials, commitment=new.commitment
    )
    files = _files(offer, content, actor)
    draft = drafting.start(offer.version, actor=actor)
    return Status(201, _saved(draft.id, content, files, actor))


@router.get("/drafts/{draft}", response={200: DraftView, **REFUSED}, summary="一份草稿 One draft")
def one_draft(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    """As it stands, with what still stands in its way."""
    return shown(filling(draft, actor=person(request)))


@router.put("/drafts/{draft}", response={200: DraftView, 422: Refused, **REFUSED}, summary="保存草稿 Save a draft")
def save_draft(request: HttpRequest, draft: UUID, content: DraftContent) -> dict[str, Any]:
    """Replaces everything in it. Files are uploaded first (`/uploads`)."""
    actor = person(request)
    offer = Offer(filling(draft, actor=actor).draft.implementation_version)
    return _saved(draft, content, _files(offer, content, actor), actor)


@router.delete("/drafts/{draft}", response={204: None, **REFUSED}, summary="删除草稿 Throw a draft away")
def discard_draft(request: HttpRequest, draft: UUID) -> Status[None]:
    """For good. Its files are forgotten with it."""
    drafting.discard(draft, actor=person(request))
    return Status(204, None)


@router.delete(
    "/drafts/{draft}/materials/{material}",
    response={200: DraftView, **REFUSED},
    summary="删除草稿中的文件 Remove a file",
)
def remove_draft_material(request: HttpRequest, draft: UUID, material: UUID) -> dict[str, Any]:
    """Takes a file out of its slot, or out of the answer to its question."""
    actor = person(request)
    form = filling(draft, actor=actor)
    for field in form.package.form.fields():
        if field.widget == "file" and material in {one.id for one in form.files_of(field)}:
            drafting.detach_file(draft, actor=actor, field=field, material=material)
    drafting.remove_material(draft, actor=actor, material=material)
    return shown(filling(draft, actor=actor))


@router.post("/drafts/{draft}/submit", response={201: Receipt, 409: Refused, 422: Refused, **REFUSED},
             summary="提交草稿 File a draft")  # fmt: skip
def submit_draft(request: HttpRequest, draft: UUID, given: Explanation) -> Status[dict[str, Any]]:
    """Once, however often it is called. A draft that answers a correction hands the answer in."""
    case = drafting.submit_draft(draft, actor=person(request), explanation=given.explanation)
    return Status(201, {"number": case.case_no, "query_code": case.query_code})


def _files(offer: Offer, content: DraftContent, actor: Actor) -> dict[str, tuple[UUID, ...]]:
    answering(offer, content.answers, actor=actor)
    return handed_in(offer, content.materials, actor=actor)


def _saved(draft: UUID, content: DraftContent, files: dict[str, tuple[UUID, ...]], actor: Actor) -> Any:
    drafting.save_whole(
        draft, actor=actor, answers={**content.answers, "scenario": content.scenario}, materials=files,
        commitment=content.commitment,
    )  # fmt: skip
    return shown(filling(draft, actor=actor))


def _line(form: Filling) -> dict[str, Any]:
    draft, offer = form.draft, Offer(form.draft.implementation_version)
    return {
        "id": draft.id, "region": offer.region.code, "service": showing.code_of(offer), "name": showing.said(offer.name),
        "updated_at": draft.updated_at.astimezone(clock.CITY_ZONE),
        "expires_at": draft.expires_at.astimezone(clock.CITY_ZONE),
        "corrects": draft.corrects.case_no if draft.corrects else "",
    }  # fmt: skip


def shown(form: Filling) -> dict[str, Any]:
    """A draft with its content and what still stands in its way."""
    wrong = (*scenario_problems(form.package, form.draft.answers), *form.problems)
    problems = [{"pointer": one.pointer, "message": {"zh": one.zh, "en": one.en}} for one in wrong]
    problems += [
        {"pointer": f"/materials/{one.slot.id}", "message": showing.said(MISSING)} for one in form.slots if one.missing
    ]
    return {
        **_line(form), "scenario": form.scenario, "answers": form.answers, "commitment": form.draft.by_commitment,
        "materials": {slot: [one.id for one in held] for slot, held in form.uploads.items() if slot[0] != "/"},
        "problems": problems,
    }  # fmt: skip

"""Corrections of a bundle, the papers of a case and taking its result, by the applicant's own client."""

import json

from tests.api.conftest import PDF, SERVICES, Caller, filed
from tests.api.test_public_filing import code_of
from tests.api.test_public_following import case_of, granted, officer_for
from tongban.cases.actions import correcting
from tongban.cases.models import Case, RevisionMaterial
from tongban.kit.ledger.models import Access
from tongban.records.models import Certificate, Letter

BUNDLE = json.loads((SERVICES / "permit/open-restaurant/stories/existing-firm.json").read_text(encoding="utf-8"))
SLOTS = ("layout", "safety-rules", "sign-picture", "sign-commitment", "fire-plan", "fire-rules", "fire-commitment")


def put(caller: Caller, slot: str) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = {"region": "990102", "service": "open-restaurant", "slot": slot, "file": SimpleUploadedFile("a.pdf", PDF)}
    answer = caller.form("/uploads", fields)
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["id"])


def bundle(firm: Caller) -> dict[str, str]:
    body = {
        "region": "990102", "service": "open-restaurant", "answers": BUNDLE, "commitment": True,
        "scenario": {"registered": True, "floor_area": 310, "signboard": True, "online": False},
        "materials": {slot: [put(firm, slot)] for slot in SLOTS},
    }  # fmt: skip
    answer = firm.post("/cases", body, **{"Idempotency-Key": "bundle"})
    assert answer.status_code == 201, answer.content.decode()
    receipt: dict[str, str] = answer.json()
    return receipt


def standing(root: Case, child: str) -> dict[str, str]:
    """The slots of the present revision of one matter."""
    current = Case.objects.get(parent=root, child_code=child).current_id
    rows = RevisionMaterial.objects.filter(revision=current)
    assert rows.count() == len({row.slot for row in rows})
    return {row.slot: str(row.material_id) for row in rows}


def test_one_slot_of_a_bundle_is_corrected_twice_and_the_others_stand(firm: Caller) -> None:
    root = case_of(bundle(firm))
    before = {one: standing(root, one) for one in ("food-business", "outdoor-sign", "fire-safety-check")}
    new = {}
    for child, slot in (("food-business", "layout"), ("outdoor-sign", "sign-picture")):
        desk = officer_for(root.accepting_body_id, "counter")
        correcting.request_correction(root.id, actor=desk, items=[{"child": child, "slot": slot, "text": "看不清"}])
        new[child] = put(firm, slot)
        body = {"materials": {slot: [new[child]]}}
        answer = firm.post(f"/cases/{root.case_no}/corrections/answer", body)
        assert answer.status_code == 200, answer.content.decode()
    assert standing(root, "food-business") == {**before["food-business"], "layout": new["food-business"]}
    assert standing(root, "outdoor-sign") == {**before["outdoor-sign"], "sign-picture": new["outdoor-sign"]}
    assert standing(root, "fire-safety-check") == before["fire-safety-check"]


def test_limits_are_shown_with_their_arithmetic(firm: Caller) -> None:
    clock = firm.get(f"/cases/{filed(firm)['number']}").json()["clocks"][0]
    assert (clock["kind"], clock["n"], clock["unit"], clock["due_on"]) == ("receipt", 5, "workday", "2026-03-09")
    assert [one["number"] for one in clock["days"] if one["counted"]] == [1, 2, 3, 4, 5]
    assert all(one["why"]["zh"] and one["why"]["en"] for one in clock["days"])


def test_the_result_is_taken_and_every_paper_downloaded(firm: Caller, other_firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    path = f"/cases/{receipt['number']}"
    assert code_of(firm.post(f"{path}/collect")) == (409, "nothing-to-collect")
    case = granted(receipt, delivered=False)
    unsealed = Certificate.objects.get(case=case.id)
    Certificate.objects.filter(pk=unsealed.pk).update(sealed=None)
    file = f"{path}/certificates/{unsealed.id}"
    assert code_of(firm.get(file)) == (409, "not-sealed")
    assert code_of(firm.post(f"{path}/collect")) == (409, "not-sealed")
    Certificate.objects.filter(pk=unsealed.pk).update(sealed=unsealed.sealed_id or unsealed.file_id)
    assert code_of(firm.get(file)) == (409, "not-collected")
    taken = firm.post(f"{path}/collect")
    assert (taken.status_code, taken.json()["station"], taken.json()["outcome"]) == (200, "close", "granted")
    assert code_of(firm.post(f"{path}/collect")) == (409, "nothing-to-collect")
    letter = Letter.objects.filter(case=case.id, kind="receipt").get()
    Letter.objects.filter(pk=letter.pk).update(sealed=letter.file_id)
    papers = firm.get(f"{path}/papers").json()
    addresses = [
        file,
        f"{path}/letters/{next(one['id'] for one in papers['letters'] if one['kind'] == 'receipt')}",
        f"{path}/materials/{next(one['id'] for one in papers['materials'] if one['slot'] == 'layout')}",
    ]
    assert [one["id"] for one in papers["certificates"]] == [str(unsealed.id)]
    for address in addresses:
        given = firm.get(address)
        assert (given.status_code, given["Content-Type"], given.content[:5]) == (200, "application/pdf", b"%PDF-")
        assert given["Content-Disposition"].startswith("attachment")
        assert code_of(other_firm.get(address)) == (404, "not-found")
        assert code_of(nobody.get(address)) == (401, "unauthenticated")
    read = set(Access.objects.filter(actor_kind="machine").values_list("kind", flat=True))
    assert {"certificate.read", "letter.read", "material.read", "case.read"} <= read
    elsewhere = filed(firm, "k-2")["number"]
    assert code_of(firm.get(f"/cases/{elsewhere}/certificates/{unsealed.id}")) == (404, "not-found")

"""An app that acts for a person: asked and allowed on a page, proved by PKCE, bounded to what was allowed, ended by a click."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from oauthlib.oauth2 import WebApplicationClient

from tests.api.conftest import ALL_SCOPES, PDF, SERVICES, Caller, caller_for, filed, make_client
from tests.portal.browsers import PublicClient
from tongban.cases.models import Case, Draft
from tongban.directory.actions.consents import LASTS, PERSONS_SCOPES
from tongban.directory.actions.machines import create_client
from tongban.directory.actions.rights import SECURITY_ADMIN, Refuse
from tongban.directory.models import Citizen, Consent, ConsentKey, MachineClient, Mandate
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ids import new_id
from tongban.kit.models import Access, Act

pytestmark = pytest.mark.django_db
BACKEND = "tongban.portal.accounts.backend.CitizenBackend"
BACK = "https://app.example/back"
VERIFIER = "Xq5lGz0wY3hT8mVbKc1uRj7sPd2nFa9eOi4xZrL6tQy"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ELDER = SERVICES / "benefit/old-age-allowance/stories/elder.json"
WHERE = {"region": "990102", "service": "old-age-allowance"}


def make_app(organisation: Any = None, *, back: str = BACK, **more: Any) -> tuple[MachineClient, str]:
    admin = Actor(kind="officer", id=new_id(), roles=frozenset({SECURITY_ADMIN}))
    return create_client(
        name="安澜掌上办",
        scopes=list(PERSONS_SCOPES),
        organisation=organisation,
        by=admin,
        redirect_uris=[back],
        **more,
    )


def asking(app: MachineClient, **changes: str) -> str:
    """The address an OAuth client makes of it, by a library that is not ours."""
    client = WebApplicationClient(str(app.id))
    given = {"redirect_uri": BACK, "scope": list(PERSONS_SCOPES), "state": "s-1", "code_challenge": CHALLENGE,
             "code_challenge_method": "S256"} | changes  # fmt: skip
    return client.prepare_request_uri("https://city/oauth/authorize/", **given).removeprefix("https://city")


def signed_in(citizen: Any) -> PublicClient:
    browser = PublicClient()
    browser.force_login(citizen, backend=BACKEND)
    return browser


def allowed(browser: PublicClient, app: MachineClient, **posted: str) -> str:
    """The code that the app is sent back with."""
    answer = browser.post(asking(app), {"answer": "allow", **posted})
    assert answer.status_code == 302, answer.content.decode()
    back = urlsplit(answer["Location"])
    assert answer["Location"].startswith(BACK + "?") and parse_qs(back.query)["state"] == ["s-1"]
    return parse_qs(back.query)["code"][0]


def exchanged(app: MachineClient, code: str, **changes: Any) -> Any:
    form = {"grant_type": "authorization_code", "client_id": str(app.id), "code": code, "redirect_uri": BACK,
            "code_verifier": VERIFIER} | changes  # fmt: skip
    return oauth("token", form)


def oauth(what: str, form: dict[str, str], **headers: str) -> Any:
    return PublicClient().post(f"/oauth/{what}/", urlencode(form), "application/x-www-form-urlencoded", headers=headers)


def refreshed(app: MachineClient, token: str, **changes: str) -> Any:
    return oauth("token", {"grant_type": "refresh_token", "client_id": str(app.id), "refresh_token": token} | changes)


@pytest.fixture
def app(city: Any) -> MachineClient:
    """An app on telephones, run by a firm."""
    return make_app(city.organisations["green-grain"], is_confidential=False)[0]


@pytest.fixture
def hers(city: Any, app: MachineClient) -> Caller:
    """The app with the consent of Bai Xiuzhen, an old woman."""
    answer = exchanged(app, allowed(signed_in(city.citizens["bai"]), app))
    assert answer.status_code == 200, answer.content
    return Caller(token=answer.json()["access_token"])


def elder() -> Any:
    return json.loads(ELDER.read_text(encoding="utf-8"))


def bank_card(caller: Caller) -> str:
    answer = caller.form("/uploads", {**WHERE, "slot": "bank-card", "file": SimpleUploadedFile("card.pdf", PDF)})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["id"]


def test_the_page_says_who_asks_for_what_and_no_is_no(city, app):
    browser = signed_in(city.citizens["bai"])
    page = browser.get(asking(app))
    text = page.content.decode()
    assert page.status_code == 200 and "安澜掌上办" in text and city.organisations["green-grain"].name in text
    assert "app.example" in text and text.count("<li>") >= len(PERSONS_SCOPES)
    assert "form-action 'self' https://app.example" in page["Content-Security-Policy"]
    refused = browser.post(asking(app), {"answer": "deny"})
    assert refused["Location"] == f"{BACK}?error=access_denied&state=s-1"
    assert not Consent.objects.exists() and not ConsentKey.objects.exists()
    assert "/accounts/login/" in PublicClient().get(asking(app))["Location"]


def test_who_asks_wrongly_is_not_answered_elsewhere(city, app):
    """A stranger's address gets nothing at all; a known app is told what was wrong, and nothing is kept."""
    browser, machine = signed_in(city.citizens["bai"]), make_client(None, ALL_SCOPES)[0]
    for wrong in (asking(app, redirect_uri="https://app.example/back/"), asking(machine),
                  asking(app, redirect_uri="https://evil.example/"), "/oauth/authorize/", "/oauth/authorize/?%%%",
                  asking(app).replace(str(app.id), "x"), asking(app) + f"&client_id={app.id}"):  # fmt: skip
        for answer in (browser.get(wrong), browser.post(wrong, {"answer": "allow"})):
            assert "Location" not in answer and answer.status_code == 400, wrong
    plain = asking(app, code_challenge_method="plain")
    for wrong, error in ((plain, "invalid_request"), (asking(app, scope=["all"]), "invalid_scope"),
                         (asking(app).replace("code_challenge=", "c="), "invalid_request"),
                         (asking(app).replace(CHALLENGE, "short"), "invalid_request"),
                         (asking(app).replace("type=code", "type=token"), "unsupported_response_type")):  # fmt: skip
        for answer in (browser.get(wrong), browser.post(wrong, {"answer": "allow"})):
            assert parse_qs(urlsplit(answer["Location"]).query)["error"] == [error], answer["Location"]
            assert answer["Location"].startswith(f"{BACK}?error=")
    assert not Consent.objects.exists()


def test_a_code_is_good_once_with_its_verifier_for_its_app_in_its_time(city, app):
    browser = signed_in(city.citizens["bai"])
    other = make_app(is_confidential=False)[0]
    for wrong in ({"code_verifier": VERIFIER[::-1]}, {"redirect_uri": "https://app.example/"},
                  {"client_id": str(other.id)}, {"code_verifier": ""}):  # fmt: skip
        answer = exchanged(app, allowed(browser, app), **wrong)
        assert answer.status_code == 400 and answer.json()["error"] in ("invalid_grant", "invalid_request"), wrong
        assert answer["Cache-Control"] == "no-store"
    code = allowed(browser, app)
    with clock.simulated(clock.now() + LASTS[ConsentKey.Kind.CODE]):
        assert exchanged(app, code).json()["error"] == "invalid_grant"
    code = allowed(browser, app)
    first = exchanged(app, code)
    assert first.status_code == 200 and first.json()["token_type"] == "Bearer" and first.json()["expires_in"] == 1800
    her = Caller(token=first.json()["access_token"])
    assert her.get("/cases").status_code == 200
    assert exchanged(app, code).json()["error"] == "invalid_grant"
    assert her.get("/cases").status_code == 401  # a second use: somebody else holds the code
    assert Consent.objects.count() == 1 and not ConsentKey.objects.filter(kind="access").exists()


def test_a_refresh_token_is_good_once_and_a_second_use_ends_all(city, app):
    pair = exchanged(app, allowed(signed_in(city.citizens["bai"]), app)).json()
    with clock.simulated(clock.now() + LASTS[ConsentKey.Kind.ACCESS]):
        assert Caller(token=pair["access_token"]).get("/cases").status_code == 401
        narrowed = refreshed(app, pair["refresh_token"], scope="messages.read").json()
        assert narrowed["scope"] == "messages.read"
        assert Caller(token=narrowed["access_token"]).get("/messages").status_code == 200
        assert Caller(token=narrowed["access_token"]).get("/cases").json()["code"] == "scope"
        assert refreshed(app, pair["refresh_token"]).json()["error"] == "invalid_grant"
        assert Caller(token=narrowed["access_token"]).get("/messages").status_code == 401
        assert refreshed(app, narrowed["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_app_with_a_server_proves_its_secret_too(city):
    app, secret = make_app()
    browser = signed_in(city.citizens["bai"])
    basic = base64.b64encode(f"{app.id}:{secret}".encode()).decode()
    assert exchanged(app, allowed(browser, app)).json()["error"] == "invalid_client"
    assert exchanged(app, allowed(browser, app), client_secret="guess").status_code == 401
    form = {"grant_type": "authorization_code", "code": allowed(browser, app), "redirect_uri": BACK,
            "code_verifier": VERIFIER}  # fmt: skip
    pair = oauth("token", form, Authorization=f"Basic {basic}").json()
    her = Caller(token=pair["access_token"])
    assert her.get("/cases").status_code == 200
    direct = {"client_id": str(app.id), "client_secret": secret}
    assert Caller().form("/token", direct).status_code == 401  # never for itself
    assert oauth("revoke", {"token": pair["refresh_token"], **direct}).status_code == 200
    assert her.get("/cases").status_code == 401
    assert oauth("token", {"grant_type": "password"}).status_code == 400
    assert oauth("token", {"x": "y" * 9000}).json()["error"] == "invalid_request"


def test_filing_from_a_draft_begun_in_the_app(city, app, hers):
    """Begun in the app, seen on the site, filed in the app: one draft, one case, and the ledger says by which app."""
    begun = hers.post("/drafts", {**WHERE, "answers": {"by_agent": False}})
    assert begun.status_code == 201, begun.content.decode()
    draft = begun.json()
    assert draft["problems"] and draft["answers"].get("elder_name") == "柏秀珍"  # known of the account
    content = {"answers": elder(), "materials": {"bank-card": [bank_card(hers)]}}
    saved = hers.call("put", f"/drafts/{draft['id']}", content)
    assert saved.status_code == 200 and saved.json()["problems"] == [], saved.content.decode()
    at_the_site = signed_in(city.citizens["bai"]).get(f"/apply/{draft['id']}/", follow=True)
    assert at_the_site.status_code == 200 and "高龄津贴" in at_the_site.content.decode()
    assert [one["id"] for one in hers.get("/drafts").json()["items"]] == [draft["id"]]
    file = saved.json()["materials"]["bank-card"][0]
    without = hers.call("delete", f"/drafts/{draft['id']}/materials/{file}").json()
    assert [one["pointer"] for one in without["problems"]] == ["/materials/bank-card"]
    assert hers.post(f"/drafts/{draft['id']}/submit").json()["code"] == "materials"
    hers.call("put", f"/drafts/{draft['id']}", content)
    first, again = (hers.post(f"/drafts/{draft['id']}/submit") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    case = Case.objects.get()
    assert (case.citizen_id, case.organisation_id, case.channel) == (city.citizens["bai"].id, None, "api")
    fact = Act.objects.get(kind="case.submitted", case=case.id)
    assert (fact.actor_kind, fact.actor, fact.body["via"]) == ("citizen", city.citizens["bai"].id, str(app.id))
    assert hers.get("/services?q=高龄津贴").json()["count"] > 0  # open to anybody, so to an app with any consent
    assert hers.get(f"/cases/{case.case_no}").json()["station"] == "submit"
    look = Access.objects.get(kind="case.read", case=case.id)
    assert (look.actor, look.body["via"]) == (case.citizen_id, str(app.id))
    assert hers.get("/looks?own=true").json()["items"][0]["case"] == case.case_no
    assert hers.post(f"/cases/{case.case_no}/withdraw", {"reason": "改日再办"}).json()["station"] == "close"
    assert not Draft.objects.exists()


def test_filing_whole_and_keys_of_two_apps(city, app, hers):
    body = {**WHERE, "answers": elder(), "materials": {"bank-card": [bank_card(hers)]}}
    first, again = (hers.post("/cases", body, **{"Idempotency-Key": "1"}) for _ in range(2))
    assert first.status_code == 201 and first.json() == again.json(), first.content.decode()
    other = make_app(is_confidential=False)[0]
    pair = exchanged(other, allowed(signed_in(city.citizens["bai"]), other)).json()
    second = Caller(token=pair["access_token"]).post("/cases", body, **{"Idempotency-Key": "1"})
    assert second.status_code != 201 or second.json()["number"] != first.json()["number"]
    assert hers.call("delete", f"/drafts/{new_id()}").status_code == 404


def test_an_app_sees_what_it_was_allowed_for_and_nobody_elses(city, app, hers):
    """Consent for oneself shows nothing of the firm one represents, for the firm nothing of oneself; and nobody else's."""
    lu = signed_in(city.citizens["tao"])
    firm = city.organisations["green-grain"]
    own = Caller(token=exchanged(app, allowed(lu, app, whose="self")).json()["access_token"])
    for_firm = Caller(token=exchanged(app, allowed(lu, app, whose=str(firm.id))).json()["access_token"])
    machine = caller_for(firm)
    of_firm = filed(machine)["number"]
    mine = hers.post("/drafts", WHERE).json()["id"]
    assert [one["number"] for one in for_firm.get("/cases").json()["items"]] == [of_firm]
    assert for_firm.get(f"/cases/{of_firm}").status_code == 200
    for caller in (own, hers):
        assert caller.get("/cases").json()["items"] == []
        assert caller.get(f"/cases/{of_firm}").status_code == 404
        assert caller.get(f"/cases/{of_firm}/papers").status_code == 404
    for caller in (own, for_firm):
        assert caller.get(f"/drafts/{mine}").status_code == 404
        assert caller.get("/drafts").json()["items"] == []
    assert (machine.get("/drafts").json()["code"], machine.get("/messages").json()["code"]) == ("person", "scope")
    assert own.post("/webhooks", {"address": "https://x.example/"}).json()["code"] == "organisation"
    stranger = signed_in(city.citizens["bai"]).post(asking(app), {"answer": "allow", "whose": str(firm.id)})
    assert stranger.status_code == 200 and "没有这个单位" in stranger.content.decode()
    for_firm_consent = Consent.objects.get(organisation=firm)
    Mandate.objects.filter(organisation=firm, citizen=city.citizens["tao"]).update(revoked_at=clock.now())
    assert for_firm.get("/cases").json()["code"] == "mandate" and for_firm_consent.ended_at is None


def test_taking_it_back_ends_it_at_once(city, app, hers):
    browser = signed_in(city.citizens["bai"])
    consent = Consent.objects.get()
    page = browser.get("/my/apps/").content.decode()
    assert "安澜掌上办" in page and f"/my/apps/{consent.id}/end/" in page
    assert signed_in(city.citizens["lu"]).post(f"/my/apps/{consent.id}/end/").status_code == 404
    assert hers.get("/messages").json() == {"items": [], "next": None}
    assert browser.post(f"/my/apps/{consent.id}/end/").status_code == 302
    browser.post(f"/my/apps/{consent.id}/end/")
    assert hers.get("/messages").status_code == 401
    assert "安澜掌上办" not in browser.get("/my/apps/").content.decode()
    assert [one.kind for one in Act.objects.filter(kind__startswith="app.").order_by("at", "id")] == ["app.allowed", "app.ended"]  # fmt: skip


def test_who_is_no_longer_let_in_acts_through_no_app(city, app, hers):
    Citizen.objects.filter(pk=city.citizens["bai"].id).update(is_active=False)
    assert hers.get("/cases").status_code == 401
    Citizen.objects.filter(pk=city.citizens["bai"].id).update(is_active=True)
    assert hers.get("/cases").status_code == 200
    MachineClient.objects.filter(pk=app.id).update(is_active=False)
    assert hers.get("/cases").status_code == 401


@pytest.mark.parametrize(
    "address",
    ["http://app.example/", "https://a@app.example/", "https://app.example/#x", "javascript:alert(1)", "data:text/html,x",
     "app:/back", "com.example.app://host/", "https:///x", "http://localhost/x", "https://应用.cn/"],
)  # fmt: skip
def test_where_nobody_is_sent_back_to(city, address):
    with pytest.raises(Refuse) as refused:
        make_app(back=address)
    assert set(refused.value.problems) == {"redirect_uris"}


def test_an_app_on_ones_own_machine_chooses_its_port(city):
    app = make_app(back="http://127.0.0.1/back", is_confidential=False)[0]
    browser = signed_in(city.citizens["bai"])
    sent = browser.post(asking(app, redirect_uri="http://127.0.0.1:49152/back"), {"answer": "allow"})
    assert sent["Location"].startswith("http://127.0.0.1:49152/back?code=")
    assert browser.get(asking(app, redirect_uri="http://127.0.0.1:49152/other")).status_code == 400


def test_what_an_oauth_client_reads_first(city):
    said = PublicClient().get("/.well-known/oauth-authorization-server").json()
    assert said["authorization_endpoint"].endswith("/oauth/authorize/") and said[
        "code_challenge_methods_supported"
    ] == ["S256"]
    assert all(said[one].startswith(said["issuer"]) for one in ("token_endpoint", "revocation_endpoint"))

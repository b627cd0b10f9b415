"""Sign-in through a provincial identity: the protocol the stand-in must speak, and what we keep of a person.

The protocol part asks a provider by HTTP only. It runs against the stand-in; `TONGBAN_CONTRACT_ISSUER` names a real
one, whose public part (discovery and keys) is then held to the same.
"""

import base64
import hashlib
import json
import os
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.rooms.directory.conftest import citizen
from tongban.directory.models import Citizen
from tongban.exchange.identity.standin import registration
from tongban.kit.models import Installation
from tongban.portal.accounts.identity import IdentityAdapter

PHONE, CITIZEN_ID = "13800138000", "11010519491231002X"
CALLBACK = "http://testserver/accounts/oidc/province/login/callback/"
VERIFIER = "v" * 43
LI = registration.Person(sub="p-1", name="李四", id_number=CITIZEN_ID, phone=PHONE)


@pytest.fixture
def province(city, settings, tmp_path):
    Installation.objects.update(demo=True)
    settings.DATA, settings.PUBLIC_URL = tmp_path, "http://testserver"
    registration.write_people([LI])
    return city


def well_known() -> dict:
    return Client().get("/stand-in/identity/.well-known/openid-configuration").json()


def ask(**changes: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": "tongban", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid profile phone",
        "state": "s1", "nonce": "n1", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return "/stand-in/identity/authorize?" + urlencode({**asked, **changes})


def granted(sub: str = "p-1") -> str:
    answer = Client().post(ask(), {"sub": sub})
    found = parse_qs(urlsplit(answer["Location"]).query)
    assert found["state"] == ["s1"]
    return found.get("code", [""])[0]


def redeem(code: str, **changes: str):
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        "client_id": "tongban", "client_secret": registration.client_secret(),
    }  # fmt: skip
    return Client().post("/stand-in/identity/token", {**form, **changes})


def check_public_part(document: dict, keys: dict) -> None:
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert document[name].startswith("http"), name
    assert "code" in document["response_types_supported"]
    assert "RS256" in document["id_token_signing_alg_values_supported"]
    assert "S256" in document["code_challenge_methods_supported"]
    assert all({"kty", "kid"} <= set(key) and "d" not in key for key in keys["keys"])


def test_discovery_and_keys(province):
    document = well_known()
    assert document["issuer"] == "http://testserver/stand-in/identity"
    check_public_part(document, Client().get(urlsplit(document["jwks_uri"]).path).json())


@pytest.mark.skipif("TONGBAN_CONTRACT_ISSUER" not in os.environ, reason="no real provider is named")
def test_the_real_provider_keeps_the_same_contract():
    issuer = os.environ["TONGBAN_CONTRACT_ISSUER"].rstrip("/")
    document = json.load(urlopen(f"{issuer}/.well-known/openid-configuration", timeout=10))
    assert document["issuer"].rstrip("/") == issuer
    check_public_part(document, json.load(urlopen(document["jwks_uri"], timeout=10)))


def test_a_code_gives_a_signed_token_and_claims_once(province):
    code = granted()
    answer = redeem(code).json()
    keys = Client().get("/stand-in/identity/jwks").json()
    token = jwt.decode(
        answer["id_token"], jwt.PyJWK(keys["keys"][0]), algorithms=["RS256"], audience="tongban",
        issuer="http://testserver/stand-in/identity",
    )  # fmt: skip
    assert (token["sub"], token["nonce"]) == ("p-1", "n1")
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert Client().get("/stand-in/identity/userinfo", headers=bearer).json() == {
        "sub": "p-1", "name": "李四", "id_number": CITIZEN_ID, "phone_number": PHONE, "phone_number_verified": True
    }  # fmt: skip
    assert redeem(code).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"redirect_uri": "http://evil.example/"}, "invalid_grant"),
        ({"client_secret": "guess"}, "invalid_client"),
        ({"code": "forged"}, "invalid_grant"),
    ],
)
def test_what_does_not_fit_is_refused_and_uses_nothing_up(province, changes, error):
    code = granted()
    assert redeem(**{"code": code, **changes}).json() == {"error": error}
    assert "access_token" in redeem(code).json()


def test_a_foreign_callback_is_never_redirected_to(province):
    assert Client().get(ask(redirect_uri="http://evil.example/")).status_code == 400
    assert "error=invalid_request" in Client().get(ask(code_challenge=""))["Location"]
    assert granted(sub="") == ""
    assert Client().get("/stand-in/identity/userinfo", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_real_city_has_no_stand_in(province):
    Installation.objects.update(demo=False)
    for path in ("authorize", "jwks", "userinfo", ".well-known/openid-configuration"):
        assert Client().get(f"/stand-in/identity/{path}").status_code == 404
    assert Client().post("/accounts/oidc/province/login/").status_code == 404


class OwnServer:
    """What allauth sends to the provider goes to this very site."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def get(self, url, headers=None, **more):
        return self._answer(Client().get(url.removeprefix("http://testserver"), headers=headers))

    def request(self, method, url, data=None, headers=None, params=None, **more):
        if method == "GET":
            return self.get(url, headers)
        assert method == "POST"
        return self._answer(Client().post(url.removeprefix("http://testserver"), data))

    def _answer(self, response):
        return SimpleNamespace(
            status_code=response.status_code, json=response.json, text=response.content.decode(),
            headers={"content-type": response["Content-Type"]}, raise_for_status=lambda: None,
        )  # fmt: skip


@pytest.fixture
def through_the_province(province, monkeypatch):
    monkeypatch.setattr(IdentityAdapter, "get_requests_session", lambda self: OwnServer())

    def enter(sub: str = "p-1") -> Client:
        client = Client()
        there = client.post("/accounts/oidc/province/login/")
        assert there.status_code == 302
        back = client.post(there["Location"].removeprefix("http://testserver"), {"sub": sub})
        assert client.get(back["Location"].removeprefix("http://testserver")).status_code == 302
        return client

    return enter


def test_a_new_person_is_at_level_two_and_no_claim_is_kept_in_clear(through_the_province):
    client = through_the_province()
    made = Citizen.objects.get()
    assert (made.name, made.citizen_id, made.phone, made.assurance_level) == ("李四", CITIZEN_ID, PHONE, 2)
    assert client.get("/my/account/").status_code == 200
    row = SocialAccount.objects.get()
    assert (row.uid, row.extra_data) == ("p-1", {})
    through_the_province()
    assert SocialAccount.objects.get().extra_data == {}
    assert Citizen.objects.count() == 1


def test_the_holder_of_the_proved_number_is_the_same_person(through_the_province):
    here = citizen(PHONE, "李四")
    through_the_province()
    assert Citizen.objects.get() == here
    assert Citizen.objects.get().assurance_level == 2


def test_an_unchecked_claim_on_the_citizen_id_loses_to_the_province(through_the_province):
    impostor = citizen("13900139000", "王五", citizen_id=CITIZEN_ID)
    through_the_province()
    impostor.refresh_from_db()
    assert impostor.citizen_id is None
    assert Citizen.objects.with_citizen_id(CITIZEN_ID).phone == PHONE
    assert Citizen.objects.count() == 2

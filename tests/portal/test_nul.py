"""A NUL in what is sent is told as a bad request: no text of the database can hold one."""

import pytest

pytestmark = pytest.mark.django_db
ADDRESSES = ("/services/990102%00/food-business/", "/verify/?number=a%00b&code=c", "/api/v1/cases/a%00b?code=x",
             "/api/v1/certificates/verify?number=%00&code=x")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_in_an_address(browser, address):  # type: ignore[no-untyped-def]
    assert browser.get(address).status_code in (400, 404)


def test_in_a_form(browser):  # type: ignore[no-untyped-def]
    assert browser.post("/track/", {"number": "a\0b", "code": "c"}).status_code in (400, 422)

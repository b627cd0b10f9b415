"""The foot of the public pages is what the system administrator set: checked, previewed, recorded, never invented."""

import pytest
from django.test import Client, override_settings

from tongban.config.settings import sites
from tongban.directory.actions import imprint
from tongban.directory.actions.rights import Refuse
from tongban.directory.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from tongban.kit.access import Actor, NotAllowed
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act

pytestmark = pytest.mark.django_db
ADMIN = Actor(kind="officer", id=new_id(), roles=frozenset({SYSTEM_ADMIN}))
FACTS = {"sponsor_zh": "安澜市人民政府", "sponsor_en": "Anlan City Government", "site_code": "9901000001",
         "icp": "安ICP备99010001号-1", "police": "安公网安备 99010002000001号", "phone": "12345",
         "host_zh": "安澜市数据局", "host_en": "Anlan Data Bureau", "organ_mark": "https://mark.example/9901",
         "accessible_mark": "https://access.example/9901"}  # fmt: skip


def home() -> str:
    with override_settings(**sites.PUBLIC):
        return Client().get("/").content.decode()


def test_nothing_is_shown_until_it_is_set_and_then_everywhere(city):
    assert "网站标识码" not in home()
    assert imprint.missing(imprint.facts_now()) == list(imprint.WANTED)
    imprint.describe(FACTS, by=ADMIN)
    from tongban.ui.context import forget_city

    forget_city()
    page = home()
    for text in ("主办单位：安澜市人民政府", "9901000001", "安ICP备99010001号-1", "安公网安备 99010002000001号",
                 "承办单位：安澜市数据局", '<a href="https://mark.example/9901">党政机关网站标识</a>',
                 '<a href="https://access.example/9901">适老化及无障碍标识</a>'):  # fmt: skip
        assert text in page
    assert '<meta name="SiteIDCode" content="9901000001">' in page
    assert imprint.missing(imprint.facts_now()) == ["domain", "find_errors"]
    assert Act.objects.get(kind="site.described").body == {"changed": sorted(FACTS)}


@pytest.mark.parametrize(
    ("name", "text"),
    [("site_code", "99"), ("icp", "12345"), ("police", "x"), ("domain", "http://x"), ("find_errors", "javascript:x"),
     ("organ_mark", "http://x.example/"), ("host_zh", "只有中文"),
     ("sponsor_zh", "只有中文"), ("notice_en", "only English")],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_field(city, name, text):
    with pytest.raises(Refuse) as refused:
        imprint.describe({name: text}, by=ADMIN)
    assert len(refused.value.problems) == 1
    assert imprint.facts_now() == {}


def test_only_the_system_administrator_sets_it(city):
    with pytest.raises(NotAllowed):
        imprint.describe(FACTS, by=Actor(kind="officer", id=new_id(), roles=frozenset({SECURITY_ADMIN})))

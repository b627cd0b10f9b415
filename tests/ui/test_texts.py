"""Every text of the pages is found, is there in English, and is compiled so that gettext reads it."""

import gettext
import io
from pathlib import Path

import pytest
from django.utils import translation

from tools import messages, po, texts

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#: src/a.py
msgid "提交"
msgstr "Submit"

msgid "%(n)s 件"
msgid_plural "%(n)s 件"
msgstr[0] "%(n)s case"
msgstr[1] "%(n)s cases"

#, fuzzy
msgid "撤回"
msgstr "Withdraw"

msgctxt "button"
msgid "到"
msgstr ""
"Arr"
"ive \\"now\\"\\n"
"""


def test_every_text_of_the_pages_is_there_in_english() -> None:
    assert messages.problems(ROOT) == []


def test_django_says_them_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert translation.gettext("重新发送") == "Send again"
    with translation.override("zh-hans"):
        assert translation.gettext("重新发送") == "重新发送"


def test_a_catalogue_is_read_as_it_is_written() -> None:
    entries = po.read(CATALOGUE)
    assert [(entry.context, entry.text, entry.said, entry.done) for entry in entries] == [
        ("", "提交", ("Submit",), True),
        ("", "%(n)s 件", ("%(n)s case", "%(n)s cases"), True),
        ("", "撤回", ("Withdraw",), False),
        ("button", "到", ('Arrive "now"\n',), True),
    ]
    assert po.read(po.write(entries, "en")) == entries


def test_pythons_own_gettext_reads_what_is_compiled() -> None:
    compiled = gettext.GNUTranslations(io.BytesIO(po.compile_mo(po.read(CATALOGUE), "en")))
    assert compiled.gettext("提交") == "Submit"
    assert compiled.ngettext("%(n)s 件", "%(n)s 件", 1) == "%(n)s case"
    assert compiled.ngettext("%(n)s 件", "%(n)s 件", 2) == "%(n)s cases"
    assert compiled.pgettext("button", "到") == 'Arrive "now"\n'
    assert compiled.gettext("撤回") == "撤回"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('msgid "a"\nmsgstr "b\n', 'line 2: not a quoted text: "b'),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', "line 3: msgstr twice in one entry"),
        ('\nmsgstr "b"\n', "line 2: an entry without msgid"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "twice in the catalogue: ['a']"),
    ],
)
def test_a_damaged_catalogue_is_refused_by_its_line(source: str, said: str) -> None:
    with pytest.raises(po.PoError) as refusal:
        po.read(source)
    assert str(refusal.value) == said


def test_texts_are_found_in_python_under_any_name_they_are_imported_by() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        "from django.utils import translation\n"
        "a = _('甲' '乙'); b = ngettext('一', '多', n); c = pgettext('键', '丙'); d = translation.gettext('丁')\n"
        "e = other('不是'); f = _(name)\n"
    )
    found = [(one.context, one.text, one.plural) for one in texts.in_python(source, "a.py")]
    assert sorted(found) == [("", "一", "多"), ("", "丁", ""), ("", "甲乙", ""), ("键", "丙", "")]


def test_texts_are_found_in_translation_tags_and_component_tags() -> None:
    source = (
        '{% load i18n ui %}{% translate "甲" %}{% blocktranslate with n=total %}共 {{ n }} 件{% endblocktranslate %}'
        '{{ _("乙") }}{% button "丙" name="x" %}{% tag _("丁") "good" %}{% if a == "戊" %}{% endif %}'
        '{% include "己.html" %}{% translate "庚" context "钮" %}'
    )
    found = {(one.context, one.text) for one in texts.in_template(source, "a.html")}
    assert found == {("", "甲"), ("", "共 %(n)s 件"), ("", "乙"), ("", "丙"), ("", "丁"), ("钮", "庚")}


def test_chinese_that_goes_round_gettext_is_named_with_its_line() -> None:
    source = (
        '<p>\n{% translate "好" %}</p>\n<b>没有翻译</b>{{ x|default:"也没有" }}{# 注释 #}{% comment %}注{% endcomment %}'
        '<button lang="zh-CN">中文</button><span>通</span>{% blocktranslate %}有{% endblocktranslate %}'
    )
    untold = [(one.line, one.text) for one in texts.untold_in(source, "a.html")]
    assert untold == [(2, "<b>没有翻译</b>"), (3, 'x|default:"也没有"')]


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        (po.Entry("第 %(n)s 步", said=("Step %(n)s",)), []),
        (po.Entry("第 %(n)s 步", said=("Step %(m)s",)), ["the places to fill in differ"]),
        (po.Entry("第 {n} 步", said=("Step",)), ["the places to fill in differ"]),
        (po.Entry("步", said=("步 step",)), ["the English has Chinese in it"]),
        (po.Entry("步", said=("步 step",), flags=frozenset({messages.KEEPS_CHINESE})), []),
        (po.Entry("%(n)s 件", "%(n)s 件", said=("one case", "%(n)s cases")), []),
    ],
)
def test_a_translation_that_does_not_fit_is_named(entry: po.Entry, faults: list[str]) -> None:
    assert messages.faults(entry) == faults


def test_updating_keeps_translations_adds_new_texts_and_drops_old_ones(tmp_path: Path) -> None:
    page = tmp_path / "src/tongban/portal/templates/a.html"
    page.parent.mkdir(parents=True)
    page.write_text('{% load i18n %}{% translate "提交" %}{% translate "新的" %}', encoding="utf-8")
    file = tmp_path / messages.CATALOGUE
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE, encoding="utf-8")

    place = "src/tongban/portal/templates/a.html"
    assert messages.problems(tmp_path)[0] == f"{place}: no English for: 新的"
    assert messages.update(tmp_path) == 1
    entries = po.read(file.read_text(encoding="utf-8"))
    assert [(entry.text, entry.said, entry.places) for entry in entries] == [
        ("提交", ("Submit",), (place,)),
        ("新的", ("",), (place,)),
    ]
    assert messages.problems(tmp_path) == [f"{place}: no English for: 新的"]

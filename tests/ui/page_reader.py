"""Reads a rendered form the way a browser does: which names and values it would post, and what describes what."""

from dataclasses import dataclass

from lxml import html

EMPTY = frozenset({"submit", "file", "button"})


@dataclass(frozen=True)
class Rendered:
    """A rendered form."""

    root: html.HtmlElement

    @staticmethod
    def read(source: str) -> "Rendered":
        """Wraps the source in a form."""
        return Rendered(html.fromstring(f"<form>{source}</form>"))

    def posted(self, pressed: str = "") -> dict[str, list[str]]:
        """Successful controls in the order of the page, line ends as browsers send them."""
        data: dict[str, list[str]] = {}
        for control in self.root.iter("input", "select", "textarea", "button"):
            for value in _values(control, pressed):
                data.setdefault(control.get("name"), []).append(value.replace("\n", "\r\n"))
        return data

    def one(self, path: str) -> html.HtmlElement:
        """The only element that the XPath finds."""
        found = self.root.xpath(path)
        assert len(found) == 1, f"{len(found)} of {path}"
        return found[0]

    def ids(self) -> list[str]:
        """All ids, in order."""
        return [str(one) for one in self.root.xpath("//@id")]

    def label_of(self, control: html.HtmlElement) -> str:
        """What the label of a control says."""
        return " ".join(self.one(f"//label[@for='{control.get('id')}']").text_content().split())

    def controls(self) -> list[html.HtmlElement]:
        """What a person fills in."""
        return [one for one in self.root.iter("input", "select", "textarea") if one.get("type") != "hidden"]


def _values(control: html.HtmlElement, pressed: str) -> list[str]:
    kind = "submit" if control.tag == "button" else control.get("type", "text")
    if kind in ("radio", "checkbox"):
        return [control.get("value")] if control.get("checked") is not None else []
    if kind in EMPTY:
        return [control.get("value")] if pressed and control.get("name") == pressed else []
    if control.tag == "select":
        chosen = control.xpath("option[@selected]") or control.xpath("option[1]")
        return [one.get("value") for one in chosen]
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    return [control.get("value", "")]

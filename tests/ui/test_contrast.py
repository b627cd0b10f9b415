"""Colours of the tokens can be told apart, by day and by night (WCAG 2.2: 1.4.3 text 4.5:1, 1.4.11 controls 3:1)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src/tongban/ui/assets/styles/_tokens.scss"
TEXT = [
    ("ink", ground) for ground in ("paper", "wash", "field", "brand-wash", "good-wash", "warn-wash", "bad-wash", "quiet-wash")
] + [
    ("ink-soft", "paper"), ("ink-soft", "wash"), ("ink-soft", "quiet-wash"), ("ink-soft", "brand-wash"),
    ("ink-soft", "warn-wash"), ("ink-soft", "bad-wash"), ("brand", "paper"), ("brand", "wash"), ("brand", "warn-wash"),
    ("brand", "bad-wash"), ("on-action", "brand-deep"), ("visited", "paper"), ("visited", "wash"),
    ("good", "good-wash"), ("warn", "warn-wash"), ("bad", "bad-wash"), ("brand", "brand-wash"),
    ("good", "paper"), ("warn", "paper"), ("bad", "paper"), ("bad", "wash"),
    ("on-action", "action"), ("on-action", "action-over"), ("on-seal", "seal"), ("on-focus", "focus"),
]  # fmt: skip
CONTROLS = [("ink", "field"), ("ink-soft", "paper"), ("action", "paper"), ("bad", "field"), ("brand", "paper")]


def tokens() -> dict[str, dict[str, str]]:
    """Colour tokens by theme; night repeats what it does not change."""
    source = TOKENS.read_text(encoding="utf-8")
    day, night = source.split("@mixin dark")
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", part)) for part in (day, night.split("\n}")[0])]
    return {"day": found[0], "night": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert round(contrast("#000", "#fff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", ["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    colours = tokens()[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"


@pytest.mark.parametrize("theme", ["day", "night"])
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls_can_be_seen(theme: str, line: str, ground: str) -> None:
    colours = tokens()[theme]
    assert contrast(colours[line], colours[ground]) >= 3, f"{line} on {ground}"


def test_who_chooses_night_or_day_gets_all_of_it_and_elder_mode_keeps_its_own_ink() -> None:
    source = TOKENS.read_text(encoding="utf-8")
    machine = "@media (prefers-color-scheme: dark) { :root:where(:not(.look-light)) { @include dark } }"
    chosen, elder = ".look-dark { @include dark; color-scheme: dark;", "--ink-soft: var(--ink)"
    places = [source.index(text) for text in ("@mixin dark", machine, chosen, elder)]
    assert places == sorted(places)  # one specificity, so the later wins
    assert source.count("prefers-color-scheme") == 1


def test_night_changes_every_ground_and_ink() -> None:
    day, night = tokens()["day"], tokens()["night"]
    same = {name for name in day if day[name] == night[name]}
    assert same <= {"focus", "on-focus", "on-action", "on-seal"}

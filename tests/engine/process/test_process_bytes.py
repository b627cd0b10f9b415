"""Whatever bytes come, the answer is a net or a refusal with a place and a mend; never another exception."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.process.drawing import draw
from tests.engine.process.generated import build
from tongban.engine.process import Net, ProcessRefused, compile_net

SOUND = draw(
    build(("sequence", ["timed", ("loop", [("choice", ["user", "several"])]), ("both", ["reminded", "service"])])).text
)
WORDS = [b"", b"<", b">", b"id=", b"f3", b"u4", b"parallel", b"exclusive", b"true", b"tb:", b"xsi:", b"&amp;", b"\xff"]
WORDS += [
    b"-1",
    b"10000000000000000000000",
    b"<subProcess/>",
    b"<incoming/>",
    b'xmlns=""',
    "甲".encode(),
    b"\0",
    b"]]>",
]

DAMAGE = st.tuples(st.integers(0, len(SOUND)), st.integers(0, 30), st.sampled_from(WORDS))


def verdict(xml: bytes) -> str:
    try:
        net = compile_net(xml)
    except ProcessRefused as refused:
        assert refused.problems
        assert all(p.zh and p.en and p.mend_zh and p.mend_en for p in refused.problems)
        return "refused"
    assert isinstance(net, Net)
    return "sound"


def test_the_untouched_document_is_sound() -> None:
    assert verdict(SOUND) == "sound"


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 30), st.sampled_from(WORDS)), min_size=1, max_size=3)
)
def test_a_damaged_document_is_a_net_or_a_refusal(damage: list[tuple[int, int, bytes]]) -> None:
    xml = SOUND
    for at, length, word in damage:
        xml = xml[:at] + word + xml[at + length :]
    verdict(xml)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(sorted(set(SOUND.decode().replace("<", " <").split()))), max_size=12))
@example(["<definitions/>"])
def test_parts_in_any_order_are_a_net_or_a_refusal(parts: list[str]) -> None:
    verdict(" ".join(parts).encode())
    verdict(SOUND.replace(b"</process>", " ".join(parts).encode() + b"</process>"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_exchanged_names_are_a_net_or_a_refusal(draws: st.DataObject) -> None:
    """Still well-formed, but ends, hosts, defaults and kinds are exchanged: the later checks are reached."""
    lines = SOUND.decode().splitlines()
    names = [part.split('"')[1] for line in lines for part in line.split() if part.startswith(("id=", "sourceRef="))]
    for _ in range(draws.draw(st.integers(1, 4))):
        one, other = draws.draw(st.sampled_from(names)), draws.draw(st.sampled_from(names))
        at = draws.draw(st.integers(0, len(lines) - 1))
        lines[at] = lines[at].replace(f'"{one}"', f'"{other}"')
        if draws.draw(st.booleans()):
            lines[at] = lines[at].replace("exclusiveGateway", "parallelGateway")
    verdict("\n".join(lines).encode())

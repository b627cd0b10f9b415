"""Answers to the shared form, right and wrong in every place, for property tests."""

from hypothesis import strategies as st

WRONG = st.sampled_from([None, "", "  ", "x", 3, -1, True, [], {}, ["hot"], 1.5, {"street": 1}, "2026-03-27", 90])
PERSON = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["王一", "", "长" * 30]),
        "citizen_id": st.sampled_from(["11010519491231002X", "110105194912310021", 7]),
        "manager": st.booleans() | WRONG,
        "title": st.sampled_from(["店长", ""]),
    },
)


def answers_of():
    """Objects of answers: each key absent, right or wrong."""
    right = {
        "name": st.sampled_from(["老王饭馆", "长" * 41]),
        "kind": st.sampled_from(["shop", "canteen"]),
        "opened": st.sampled_from(["2026-03-27", "2026-02-30"]),
        "area": st.sampled_from([0, 10, 86, 6000, 86.0]),
        "capital": st.integers(-5, 10**6),
        "has_sign": st.booleans(),
        "sign_text": st.sampled_from(["老王", "老"]),
        "foods": st.lists(st.sampled_from(["hot", "cold", "soup"]), max_size=3),
        "phone": st.sampled_from(["13800138000", "1"]),
        "address": st.fixed_dictionaries(
            {}, optional={"street": st.just("人民路"), "postcode": st.sampled_from(["330100", "1"])}
        ),
        "members": st.lists(PERSON, max_size=4),
        "plan": st.sampled_from(["01980000-0000-7000-8000-00000000000a", "x", "", {}, 1]),
        "uscc": st.sampled_from(["11370800MB28559184", "1"]),
    }
    mixed = {key: st.one_of(good, good, good, WRONG) for key, good in right.items()}
    return st.fixed_dictionaries({}, optional={**mixed, "extra": st.just(1)})

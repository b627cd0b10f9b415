"""Two people, two clicks, two machines at the same moment: one of each, and a clear word to the other."""

from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_two_complete_one_task_and_one_opinion_stands(drive: Any) -> None:
    results, opinions, station = drive("same_task")
    assert "done" in results
    assert results.count("done") == 1
    assert set(results) - {"done"} <= {"already-done", "changed"}
    assert (opinions, station) == (1, "decide")


def test_eight_clicks_make_one_case_and_other_content_is_refused(drive: Any) -> None:
    results, revisions, again, more = drive("same_key")
    assert results == ["done"] * 8
    assert (revisions, again, more) == (1, ["key-reused"], 0)


def test_parent_and_child_at_once_end_without_deadlock(drive: Any) -> None:
    for results, children, parent in drive("parent_and_child"):
        assert results[0] == results[2] == "done", results
        assert results[1] in ("done", "wrong-station"), results
        assert children == [["close", "withdrawn"], ["close", "withdrawn"]]
        assert parent == "withdrawn"


def test_silence_racing_with_the_desk_accepts_once(drive: Any) -> None:
    for results, accepted, clocks, deemed in drive("silence_and_desk"):
        assert results[0] in ("done", "wrong-station"), results
        assert results[1] == "done"
        assert (accepted, clocks, deemed) == (1, 1, True)


def test_numbers_from_eight_threads_have_no_gap_and_no_double(drive: Any) -> None:
    results, kept = drive("numbers")
    assert results == ["done"] * 8
    assert kept == list(range(1, 121))


def test_two_officers_decide_and_one_decision_stands(drive: Any) -> None:
    for results, outcomes, facts in drive("two_decide"):
        assert sorted(results) == ["done", "wrong-station"], results
        assert outcomes == [["grant", "refuse"][results.index("done")]]
        assert facts == 1


def test_decided_or_withdrawn_never_both(drive: Any) -> None:
    for results, decisions, station, outcome in drive("decide_and_withdraw"):
        decided = results == ["done", "decided"]
        assert decided or results == ["wrong-station", "done"], results
        assert (decisions, station, outcome) == ((1, "issue", "") if decided else (0, "close", "withdrawn"))


def test_an_answer_racing_with_the_withdrawal_leaves_a_withdrawn_case(drive: Any) -> None:
    for results, revisions, state, running, still_open in drive("answer_and", "withdraw"):
        assert results in (["done", "done"], ["no-correction", "done"]), results
        assert revisions == (2 if results[0] == "done" else 1)
        assert (state, running, still_open) == (["close", ""], [], 0)


def test_an_answer_racing_with_the_acceptance_is_accepted_once(drive: Any) -> None:
    for results, revisions, state, running, still_open in drive("answer_and", "accept"):
        assert results in (["done", "done"], ["no-correction", "done"]), results
        assert revisions == (2 if results[0] == "done" else 1)
        assert (state, running, still_open) == (["work", ""], ["promised", "statutory"], 0)


def test_two_clicks_answer_a_correction_once(drive: Any) -> None:
    assert drive("two_clicks_answer") == [["done", "done"], 2]


def test_two_clicks_submit_a_draft_once(drive: Any) -> None:
    assert drive("two_clicks_submit") == [[["done", "done"], 1]] * 4

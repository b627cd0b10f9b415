"""Golden traces: for each construct the exact tokens and effects of each event."""

import pytest

from tests.engine.process.drawing import Running
from tongban.engine.deadlines import Limit, Unit
from tongban.engine.process import (
    AlreadyStarted,
    ArmTimer,
    AwaitMessage,
    Cancel,
    CancelAll,
    CloseTask,
    Complete,
    DisarmTimer,
    Ended,
    MessageArrived,
    NobodyWaits,
    NoCollection,
    NoPathOpen,
    NoReturn,
    NoSuchToken,
    NotADecision,
    NotWaiting,
    OpenTask,
    Return,
    RunsForever,
    SeveralWait,
    Start,
    StartJob,
    Step,
    TimerFired,
    Token,
    advance,
    live_nodes,
    nodes,
)

SEQUENCE = """
    start s
    service look
    user review
    end done outcome=grant
    s -> look -> review -> done
"""
CHOICE = """
    start s
    user review
    exclusive verdict
    end yes outcome=grant
    end no outcome=refuse
    s -> review -> verdict
    verdict -> yes : tasks.review.verdict=agree
    verdict -> no *
"""
BOTH = """
    start s
    parallel split
    user a
    user b
    parallel join
    end done outcome=grant
    s -> split -> a -> join -> done
    split -> b -> join
"""
SEVERAL = """
    start s
    user opinion collection=scenario.departments
    end done outcome=grant
    s -> opinion -> done
"""
TIMED = """
    start s
    user check
    timer late on=check workdays=3
    user chief
    end done outcome=grant
    end forced outcome=refuse
    s -> check -> done
    late -> chief -> forced
"""
REMINDED = """
    start s
    user check
    timer late on=check iso=PT8H beside
    service remind
    exclusive verdict
    end yes outcome=grant
    end no outcome=refuse
    end told
    s -> check -> verdict
    verdict -> yes : ok=1
    verdict -> no *
    late -> remind -> told
"""


def test_a_sequence_opens_one_task_after_the_other_and_ends_with_its_outcome():
    run = Running(SEQUENCE)
    first = Token(1, "look", "waiting")
    assert run.take(Start()) == Step((first,), (first,), (), (StartJob(1, "look"),))
    second = Token(2, "review", "waiting")
    assert run.take(Complete(1)) == Step((second,), (second,), (1,), (OpenTask(2, "review"),))
    assert run.take(Complete(2)) == Step((), (), (2,), (Ended("grant"),))


@pytest.mark.parametrize(("verdict", "outcome"), [("agree", "grant"), ("disagree", "refuse")])
def test_an_exclusive_gateway_decides_by_the_result_just_recorded(verdict, outcome):
    run = Running(CHOICE, tasks={"review": {"verdict": "older"}})
    run.take(Start())
    assert run.take(Complete(1, {"verdict": verdict})).effects == (Ended(outcome),)
    assert run.data == {"tasks": {"review": {"verdict": "older"}}}, "the data of the caller is not touched"


def test_an_exclusive_gateway_takes_the_first_true_flow_in_the_order_of_the_file():
    text = CHOICE.replace("verdict -> no *", "verdict -> no : tasks.review.verdict=agree")
    run = Running(text)
    run.take(Start())
    assert run.take(Complete(1, {"verdict": "agree"})).effects == (Ended("grant"),)


def test_no_open_path_names_the_gateway_and_changes_nothing():
    run = Running(CHOICE.replace("verdict -> no *", "verdict -> no : tasks.review.verdict=disagree"))
    run.take(Start())
    with pytest.raises(NoPathOpen) as refused:
        run.take(Complete(1, {"verdict": "perhaps"}))
    assert refused.value.element == "verdict"
    assert run.open() == ["review"]


def test_a_condition_that_is_neither_true_nor_false_is_refused_by_flow():
    run = Running(CHOICE)
    run.take(Start())
    with pytest.raises(NotADecision) as refused:
        advance(run.net, run.tokens, {}, Complete(1), evaluate=lambda text, data: None, new_id=run.new_id)
    assert refused.value.element == "f3"


def test_parallel_branches_open_together_and_join_when_all_are_done():
    run = Running(BOTH)
    assert run.take(Start()).effects == (OpenTask(1, "a"), OpenTask(2, "b"))
    waiting = Token(3, "join", "joining", None, {"flow": "f6"})
    assert run.take(Complete(2)) == Step((Token(1, "a", "waiting"), waiting), (waiting,), (2,), ())
    assert run.take(Complete(1)) == Step((), (), (1, 3), (Ended("grant"),))


def test_parallel_ends_with_one_outcome_keep_it_until_the_last_branch_is_done():
    run = Running("""
        start s
        parallel split
        user a
        user b
        end x outcome=grant
        end y outcome=grant
        s -> split -> a -> x
        split -> b -> y
    """)
    run.take(Start())
    step = run.take(Complete(1))
    assert (step.created, step.removed, step.effects) == ((Token(3, "x", "joining"),), (1,), ())
    assert run.take(Complete(2)) == Step((), (), (2, 3), (Ended("grant"),))


def test_an_outcome_reached_twice_is_kept_once():
    ends = "".join(f"user u{i}\nend e{i} outcome=grant\nsplit -> u{i} -> e{i}\n" for i in range(3))
    run = Running(f"start s\nparallel split\ns -> split\n{ends}")
    run.take(Start())
    kept = run.take(Complete(1)).created
    assert run.take(Complete(2)) == Step((Token(3, "u2", "waiting"), *kept), (), (2,), ())
    assert run.take(Complete(3)).effects == (Ended("grant"),)


def test_several_instances_open_together_and_the_task_is_done_with_the_last():
    run = Running(SEVERAL, scenario={"departments": ["fire", "health"]})
    body = Token(1, "opinion", "body", None, {"total": 2})
    fire = Token(2, "opinion", "instance", 1, {"index": 0, "item": "fire"})
    health = Token(3, "opinion", "instance", 1, {"index": 1, "item": "health"})
    opened = (OpenTask(2, "opinion", fire.arg), OpenTask(3, "opinion", health.arg))
    assert run.take(Start()) == Step((body, fire, health), (body, fire, health), (), opened)
    assert run.take(Complete(3)) == Step((body, fire), (), (3,), ())
    assert run.take(Complete(2)) == Step((), (), (1, 2), (Ended("grant"),))


def test_a_completion_condition_sees_the_result_and_closes_the_rest():
    text = SEVERAL.replace("departments", "departments until=tasks.opinion.verdict=veto")
    run = Running(text, scenario={"departments": ["a", "b", "c"]}, tasks={})
    run.take(Start())
    assert run.take(Complete(2, {"verdict": "agree"})).effects == ()
    step = run.take(Complete(3, {"verdict": "veto"}))
    assert step == Step((), (), (1, 3, 4), (CloseTask(4, "satisfied"), Ended("grant")))


def test_a_completion_condition_sees_all_results_the_new_one_last_and_the_counts():
    text = SEVERAL.replace("departments", "departments until=enough")
    run = Running(text, scenario={"departments": ["a", "b", "c"]}, tasks={"opinion": ["first"], "other": 1})
    run.take(Start())
    run.take(Complete(3))
    asked = []

    def ask(condition, data):
        asked.append((condition, data["tasks"], data["instances"]))
        return False

    advance(run.net, run.tokens, run.data, Complete(2, {"n": 2}), evaluate=ask, new_id=run.new_id)
    seen = {"opinion": ["first", {"n": 2}], "other": 1}
    assert asked == [("enough", seen, {"total": 3, "done": 2, "open": 1})]


def test_a_completion_condition_can_ask_for_a_quorum():
    text = SEVERAL.replace("departments", "departments until=instances.done=2")
    run = Running(text, scenario={"departments": ["a", "b", "c"]})
    run.take(Start())
    assert run.take(Complete(4)).effects == ()
    assert run.take(Complete(2)).effects == (CloseTask(3, "satisfied"), Ended("grant"))


def test_an_empty_list_passes_the_task_by():
    run = Running(SEVERAL, scenario={"departments": []})
    assert run.take(Start()) == Step((), (), (), (Ended("grant"),))


@pytest.mark.parametrize("departments", [None, "fire", {"a": 1}, [{"name": "李"}], [True], [None]])
def test_a_list_that_is_no_list_of_codes_is_refused(departments):
    with pytest.raises(NoCollection) as refused:
        Running(SEVERAL, scenario={"departments": departments}).take(Start())
    assert refused.value.element == "opinion"
    with pytest.raises(NoCollection):
        Running(SEVERAL).take(Start())


def test_a_service_task_over_several_starts_one_job_each():
    run = Running(SEVERAL.replace("user", "service"), scenario={"departments": [7, 8]})
    assert run.take(Start()).effects == (
        StartJob(2, "opinion", {"index": 0, "item": 7}),
        StartJob(3, "opinion", {"index": 1, "item": 8}),
    )


def test_an_interrupting_timer_takes_the_task_away():
    run = Running(TIMED)
    armed = Token(2, "late", "armed", 1)
    step = run.take(Start())
    assert step.tokens == (Token(1, "check", "waiting"), armed)
    assert step.effects == (OpenTask(1, "check"), ArmTimer(2, "late", Limit(3, Unit.WORKDAY)))
    chief = Token(3, "chief", "waiting")
    assert run.take(TimerFired(2)) == Step((chief,), (chief,), (1, 2), (CloseTask(1, "timer"), OpenTask(3, "chief")))
    assert run.take(Complete(3)).effects == (Ended("refuse"),)


def test_a_completed_task_disarms_its_timer():
    run = Running(TIMED)
    run.take(Start())
    assert run.take(Complete(1)) == Step((), (), (1, 2), (DisarmTimer(2), Ended("grant")))


def test_an_interrupting_timer_closes_all_instances_and_disarms_the_other_timer():
    run = Running(
        TIMED.replace("user check", "user check collection=who").replace(
            "timer late", "timer soon on=check iso=P1D beside\ntimer late"
        )
        + "service remind\nend told\nsoon -> remind -> told",
        who=["a", "b"],
    )
    run.take(Start())
    assert [(t.id, t.node, t.state) for t in run.tokens] == [
        (1, "check", "body"),
        (2, "check", "instance"),
        (3, "check", "instance"),
        (4, "soon", "armed"),
        (5, "late", "armed"),
    ]
    step = run.take(TimerFired(5))
    assert step.effects == (CloseTask(2, "timer"), CloseTask(3, "timer"), DisarmTimer(4), OpenTask(6, "chief"))
    assert run.open() == ["chief"]


def test_a_timer_beside_the_task_runs_once_and_leaves_the_task_open():
    run = Running(REMINDED, ok=1)
    assert run.take(Start()).effects[1] == ArmTimer(2, "late", Limit(8, Unit.HOUR))
    step = run.take(TimerFired(2))
    assert (step.removed, step.effects) == ((2,), (StartJob(3, "remind"),))
    assert run.open() == ["check", "remind"]
    assert run.take(Complete(3)) == Step((Token(1, "check", "waiting"),), (), (3,), ())
    assert run.take(Complete(1)).effects == (Ended("grant"),)


def test_the_outcome_is_kept_while_a_branch_beside_is_still_running():
    run = Running(REMINDED, ok=0)
    run.take(Start())
    run.take(TimerFired(2))
    assert run.take(Complete(1)).effects == ()
    assert run.open() == ["remind"]
    assert run.take(Complete(3)).effects == (Ended("refuse"),)


ASKED = """
    start s
    parallel split
    send ask system=provincial
    receive answer message=reply
    receive other message=reply
    parallel join
    end done outcome=solved
    s -> ask -> split -> answer -> join -> done
    split -> other -> join
"""


def test_a_message_reaches_the_task_that_waits_for_it():
    run = Running(ASKED)
    assert run.take(Start()).effects == (StartJob(1, "ask"),)
    with pytest.raises(NobodyWaits):
        run.take(MessageArrived("reply"))
    assert run.take(Complete(1)).effects == (AwaitMessage(2, "answer"), AwaitMessage(3, "other"))
    with pytest.raises(NobodyWaits):
        run.take(MessageArrived("another"))
    with pytest.raises(SeveralWait):
        run.take(MessageArrived("reply"))
    run.take(MessageArrived("reply", key=3))
    assert run.open() == ["answer"]
    with pytest.raises(NobodyWaits):
        run.take(MessageArrived("reply", key=3))
    assert run.take(MessageArrived("reply")).effects == (Ended("solved"),)


def test_a_loop_opens_the_task_again_as_another_token():
    run = Running(
        """
        start s
        user mend
        exclusive good
        end done outcome=solved
        s -> mend -> good
        good -> done : tasks.mend.ok=yes
        good -> mend *
    """
    )
    run.take(Start())
    assert run.take(Complete(1, {"ok": "no"})).effects == (OpenTask(2, "mend"),)
    assert run.take(Complete(2, {"ok": "yes"})).effects == (Ended("solved"),)


def test_a_loop_over_an_empty_list_is_stopped():
    run = Running(
        """
        start s
        user mend collection=who
        exclusive good
        end done outcome=solved
        s -> mend -> good
        good -> done : ok=1
        good -> mend *
    """,
        who=[],
    )
    with pytest.raises(RunsForever):
        run.take(Start())


def test_events_for_the_wrong_token_are_refused_by_name():
    run = Running(TIMED)
    run.take(Start())
    with pytest.raises(AlreadyStarted):
        run.take(Start())
    with pytest.raises(NoSuchToken) as refused:
        run.take(Complete(99))
    assert refused.value.element == "99"
    with pytest.raises(NotWaiting) as refused:
        run.take(Complete(2))
    assert refused.value.element == "late"
    with pytest.raises(NotWaiting) as refused:
        run.take(TimerFired(1))
    assert refused.value.element == "check"
    with pytest.raises(NoSuchToken):
        run.take(Cancel((99,)))
    several = Running(SEVERAL, scenario={"departments": ["a"]})
    several.take(Start())
    with pytest.raises(NotWaiting):
        several.take(Complete(1))


def test_cancelling_a_task_takes_its_timer_and_leaves_the_other_branch():
    text = BOTH.replace("user b", "user b\ntimer late on=b workdays=1\nexclusive merge").replace(
        "b -> join", "b -> merge"
    )
    run = Running(text + "merge -> join\nlate -> merge")
    run.take(Start())
    step = run.take(Cancel((2,)))
    assert step == Step((Token(1, "a", "waiting"),), (), (2, 3), (CloseTask(2, "cancelled"), DisarmTimer(3)))


def test_cancelling_everything_leaves_nothing_and_is_no_end():
    run = Running(
        SEVERAL.replace("user opinion", "user opinion").replace("end", "timer t on=opinion workdays=1\nend")
        + "user chief\nt -> chief -> done",
        scenario={"departments": ["a", "b"]},
    )
    run.take(Start())
    step = run.take(CancelAll())
    assert step == Step((), (), (1, 2, 3, 4), (CloseTask(2, "cancelled"), CloseTask(3, "cancelled"), DisarmTimer(4)))


def test_cancelling_the_last_instance_takes_the_whole_task():
    run = Running(SEVERAL, scenario={"departments": ["a", "b"]})
    run.take(Start())
    assert run.take(Cancel((2,))).removed == (2,)
    assert run.take(Cancel((3,))) == Step((), (), (1, 3), (CloseTask(3, "cancelled"),))


def test_cancelling_what_runs_beside_a_reached_outcome_ends_the_process():
    run = Running(REMINDED, ok=1)
    run.take(Start())
    run.take(TimerFired(2))
    run.take(Complete(1))
    assert run.take(Cancel((3,))).effects == (CloseTask(3, "cancelled"), Ended("grant"))


def test_cancelling_the_main_way_leaves_a_branch_that_ends_without_outcome():
    run = Running(REMINDED, ok=1)
    run.take(Start())
    run.take(TimerFired(2))
    run.take(Cancel((1,)))
    assert run.take(Complete(3)).effects == (Ended(None),)


def test_the_live_nodes_are_those_with_something_open_in_the_order_of_the_file():
    run = Running(SEVERAL, scenario={"departments": ["a", "b"]})
    run.take(Start())
    assert [n.id for n in live_nodes(run.net, run.tokens)] == ["opinion"]
    assert [n.id for n in nodes(run.net)] == ["s", "opinion", "done"]
    both = Running(BOTH)
    both.take(Start())
    both.take(Complete(2))
    assert [n.id for n in live_nodes(both.net, both.tokens)] == ["a"]


RETURNED = """
    start s
    user first
    timer t on=first workdays=1
    parallel split
    user fire
    user fire_head
    timer soon on=fire_head iso=P1D beside
    service remind
    timer stuck on=remind iso=P1D
    end told
    user health
    timer late on=health iso=P1D beside
    service nudge
    parallel join
    user head
    end e outcome=grant
    end none outcome=refuse
    s -> first -> split -> fire -> fire_head -> join -> head -> e
    split -> health -> join
    t -> none
    soon -> remind -> told
    stuck -> told
    late -> nudge -> told
"""


def test_a_returned_task_goes_back_with_its_reminders_and_leaves_the_other_branch_alone():
    run = Running(RETURNED)
    run.take(Start())
    run.take(Complete(run.at("first")))
    run.take(Complete(run.at("fire")))
    run.take(TimerFired(run.at("soon")))
    run.take(TimerFired(run.at("late")))
    head, remind, stuck = run.at("fire_head"), run.at("remind"), run.at("stuck")
    others = tuple(t for t in run.tokens if t.node in ("health", "nudge"))
    assert len(others) == 2
    step = run.take(Return(head, "fire"))
    (back,) = step.created
    assert (back.node, back.state) == ("fire", "waiting")
    assert step.tokens == (*others, back)
    assert step.removed == (head, remind, stuck)
    closed = (CloseTask(head, "returned"), CloseTask(remind, "returned"), DisarmTimer(stuck))
    assert step.effects == (*closed, OpenTask(back.id, "fire"))


def test_a_return_over_a_whole_parallel_block_arms_the_timer_of_the_target_again():
    run = Running(RETURNED)
    run.take(Start())
    for node in ("first", "fire", "fire_head", "health"):
        run.take(Complete(run.at(node)))
    step = run.take(Return(run.at("head"), "first"))
    assert [(t.node, t.state) for t in step.tokens] == [("first", "waiting"), ("t", "armed")]
    assert [type(e) for e in step.effects] == [CloseTask, OpenTask, ArmTimer]


def test_a_return_out_of_the_branch_is_refused():
    run = Running(RETURNED)
    run.take(Start())
    run.take(Complete(run.at("first")))
    with pytest.raises(NoReturn) as refused:
        run.take(Return(run.at("fire"), "first"))
    assert refused.value.element == "fire"
    assert run.open() == ["fire", "health"]


def test_one_instance_alone_is_not_returned_but_the_whole_task_is():
    run = Running(SEVERAL.replace("s -> opinion", "user a\ns -> a -> opinion"), scenario={"departments": ["x", "y"]})
    run.take(Start())
    run.take(Complete(1))
    with pytest.raises(NotWaiting):
        run.take(Return(3, "a"))
    step = run.take(Return(2, "a"))
    assert step.removed == (2, 3, 4)
    assert step.effects == (CloseTask(3, "returned"), CloseTask(4, "returned"), OpenTask(5, "a"))

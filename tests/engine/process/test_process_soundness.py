"""Soundness at publish: what can go wrong is found before any case does, with the shortest way to it."""

import pytest

from tests.engine.process.drawing import draw
from tongban.engine.process import ProcessRefused, compile_net, markings, return_targets


def refused(text: str) -> tuple[str, str]:
    """(element, message) of the one problem."""
    with pytest.raises(ProcessRefused) as found:
        compile_net(draw(text))
    (problem,) = found.value.problems
    assert problem.line is not None
    assert problem.zh.rpartition("：")[2] == problem.en.rpartition(": ")[2], "both languages show the same way"
    return problem.where, problem.en


def test_a_join_of_ways_that_an_exclusive_gateway_parted_is_a_deadlock():
    assert refused(
        """
        start s
        exclusive choose
        user a
        user b
        parallel join
        end e outcome=x
        s -> choose -> a -> join -> e
        choose -> b *
        b -> join
    """.replace("s -> choose -> a", "s -> choose\nchoose -> a : x=1\na")
    ) == (
        "join",
        "the process can stop at this join, waiting for f6: s → a",
    )


def test_parallel_branches_brought_together_by_an_exclusive_gateway_put_two_tokens_on_one_place():
    where, said = refused("""
        start s
        parallel split
        user a
        user b
        exclusive merge
        user c
        end e outcome=x
        s -> split -> a -> merge -> c -> e
        split -> b -> merge
    """)
    assert (where, said) == ("c", "two tokens can be here at once: s → a → b")


def test_two_tokens_at_one_join_from_one_flow_are_found():
    where, said = refused("""
        start s
        parallel split
        user a
        user b
        user c
        exclusive merge
        parallel join
        end e outcome=x
        s -> split -> a -> merge -> join -> e
        split -> b -> merge
        split -> c -> join
    """)
    assert (where, said) == ("join", "two tokens can be here at once: s → a → b")


def test_parallel_branches_that_can_come_to_different_outcomes_are_refused():
    where, said = refused("""
        start s
        parallel split
        user a
        user b
        end x outcome=grant
        end y outcome=refuse
        s -> split -> a -> x
        split -> b -> y
    """)
    assert (where, said) == ("x", "one run comes to 2 outcomes (grant, refuse): s → a → b")


def test_a_branch_left_waiting_at_a_join_when_the_others_end_is_found():
    where, said = refused("""
        start s
        parallel split
        user a
        user b
        exclusive g
        parallel join
        end x outcome=grant
        end y outcome=grant
        s -> split -> a -> g
        g -> x : no=1
        g -> join *
        split -> b -> join -> y
    """)
    assert (where, said.partition(", waiting for ")[2]) == ("join", "f5: s → a → b")


def test_a_loop_without_a_way_out_is_refused_even_when_another_way_ends():
    where, said = refused("""
        start s
        user a
        exclusive g
        user b
        user c
        end e outcome=x
        s -> a -> g
        g -> e : x=1
        g -> b *
        b -> c
        c -> d
        exclusive d
        d -> b
    """)
    assert (where, said) == ("b", "no end can be reached from here any more: s → a")


def test_a_reminder_in_a_loop_could_run_twice_at_once():
    where, said = refused("""
        start s
        user a
        timer t on=a workdays=1 beside
        user remind
        end told
        exclusive g
        end e outcome=x
        s -> a -> g
        g -> e : ok=1
        g -> a *
        t -> remind -> told
    """)
    assert (where, said) == ("remind", "two tokens can be here at once: s → t → a → t")


def test_a_reminder_may_not_speak_for_the_case_unless_it_says_the_same():
    text = """
        start s
        user a
        timer t on=a workdays=1 beside
        user remind
        end told outcome=OUT
        end e outcome=grant
        s -> a -> e
        t -> remind -> told
    """
    where, said = refused(text.replace("OUT", "refuse"))
    assert (where, said) == ("told", "one run comes to 2 outcomes (grant, refuse): s → t → a → remind")
    assert compile_net(draw(text.replace("OUT", "grant"))).outcomes == {"grant"}


def test_both_ends_of_an_interrupting_timer_are_looked_at():
    where, said = refused("""
        start s
        parallel split
        user a
        timer t on=a workdays=1
        user b
        parallel join
        end e outcome=grant
        end late outcome=refuse
        s -> split -> a -> join -> e
        split -> b -> join
        t -> late
    """)
    assert where == "join"
    assert said == "the process can stop at this join, waiting for f3: s → t → b"


def test_too_many_states_are_refused_rather_than_believed(monkeypatch):
    branches = "".join(f"user u{i}\nsplit -> u{i} -> join\n" for i in range(6))
    text = f"start s\nparallel split\nparallel join\nend e outcome=x\ns -> split\njoin -> e\n{branches}"
    assert compile_net(draw(text)).outcomes == {"x"}
    monkeypatch.setattr(markings, "MOST", 60)
    with pytest.raises(ProcessRefused) as found:
        compile_net(draw(text))
    assert found.value.problems[0].en == "more than 60 possible states, too many to check"


def test_a_task_that_waits_for_itself_is_found_as_the_join_that_never_fires():
    where, said = refused("""
        start s
        parallel join
        user a
        parallel split
        end e outcome=x
        s -> join -> a -> split -> e
        split -> join
    """)
    assert (where, said) == ("join", "the process can stop at this join, waiting for f5: s")


JOINT = """
    start s
    user first
    service look
    parallel split
    user fire
    user fire_head
    user health
    exclusive or
    user long
    user merged
    timer soon on=health workdays=2 beside
    user remind
    user reminded
    end told
    parallel join
    user head
    end e outcome=grant
    s -> first -> look -> split -> fire -> fire_head -> join -> head -> e
    split -> or
    or -> long : x=1
    or -> health *
    long -> merged
    health -> merged -> join
    soon -> remind -> reminded -> told
"""


@pytest.mark.parametrize(
    ("node", "targets"),
    [
        ("first", []),
        ("look", ["first"]),
        ("fire", []),
        ("fire_head", ["fire"]),
        ("long", []),
        ("merged", []),
        ("head", ["first"]),
        ("remind", []),
        ("reminded", ["remind"]),
        ("split", []),
    ],
)
def test_a_task_may_be_returned_to_what_stands_before_it_on_every_way_in_its_own_branch(node, targets):
    assert [n.id for n in return_targets(compile_net(draw(JOINT)), node)] == targets


def test_return_targets_stand_nearest_first_and_reach_over_a_whole_parallel_block():
    text = "start s\nuser a\nuser b\nparallel p\nuser x\nuser y\nparallel q\nuser c\nuser d\nend e outcome=o\n"
    net = compile_net(draw(text + "s -> a -> b -> p -> x -> q -> c -> d -> e\np -> y -> q"))
    assert [n.id for n in return_targets(net, "d")] == ["c", "b", "a"]
    assert return_targets(net, "x") == ()
    with pytest.raises(KeyError):
        return_targets(net, "nowhere")


def test_a_task_in_a_loop_may_be_returned_along_the_loop():
    text = "start s\nuser a\nuser b\nexclusive g\nend e outcome=o\ns -> a -> b -> g\ng -> e : x=1\ng -> a *"
    assert [n.id for n in return_targets(compile_net(draw(text)), "b")] == ["a"]
    assert return_targets(compile_net(draw(text)), "a") == ()

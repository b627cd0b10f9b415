"""How often Python looks for cycles: a full look goes through all of Django again, for a fifth of the CPU of an act."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50


def seldom() -> None:
    """Called once a process is loaded: what is there stays out of every later look, and looks become rare."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)

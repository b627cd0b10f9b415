"""Rules as data: decision tables and expressions in ZEN, fenced. Nothing outside this folder imports `zen`."""

from tongban.engine.rules.completeness import table_problems
from tongban.engine.rules.failing import RuleFailed, RuleTooCostly
from tongban.engine.rules.fence import evaluate_fenced
from tongban.engine.rules.rule import Condition, Rule

__all__ = ["Condition", "Rule", "RuleFailed", "RuleTooCostly", "evaluate_fenced", "table_problems"]

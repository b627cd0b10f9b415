"""BPMN that this version does not run: each element with the nearest one that it does run, so that it can be mended."""

from __future__ import annotations

Pair = tuple[str, str]

NEAREST: dict[str, Pair] = {
    "subProcess": ("把其中的任务直接画在流程里", "draw its tasks directly in the process"),
    "transaction": ("把其中的任务直接画在流程里", "draw its tasks directly in the process"),
    "adHocSubProcess": ("用并行网关画出可并行的任务", "draw the tasks between parallel gateways"),
    "callActivity": (
        "把被调用流程的任务画在这里，或作为一件事的子事项",
        "draw its tasks here, or make it a child of a bundle",
    ),
    "inclusiveGateway": (
        "用并行网关，每个分支内再用排他网关跳过",
        "a parallel gateway, with an exclusive gateway in each branch",
    ),
    "eventBasedGateway": ("用接收任务加边界定时器", "a receive task with a boundary timer"),
    "complexGateway": ("用排他网关和并行网关", "exclusive and parallel gateways"),
    "scriptTask": (
        "用服务任务（tb:job），计算写在 rules/ 里",
        "a service task (tb:job); computations belong in rules/",
    ),
    "businessRuleTask": ("用服务任务，或把规则写进网关条件", "a service task, or the rule in a gateway condition"),
    "task": ("用用户任务、服务任务、发送任务或接收任务", "a user, service, send or receive task"),
    "intermediateCatchEvent": (
        "等消息用接收任务，等时间用边界定时器",
        "a receive task for messages, a boundary timer for time",
    ),
    "intermediateThrowEvent": ("用发送任务或服务任务", "a send or service task"),
    "multiInstanceLoopCharacteristics": (
        "用户任务或服务任务上的并行多实例",
        "parallel multi-instance on a user or service task",
    ),
    "standardLoopCharacteristics": ("用排他网关把流程线画回任务", "an exclusive gateway with a flow back to the task"),
    "loopCardinality": ("用 tb:collection 写出数据列表", "tb:collection with the name of a data list"),
    "collaboration": ("去掉泳池，只留一个流程", "remove the pools and keep one process"),
    "messageEventDefinition": ("用发送任务或接收任务（tb:message）", "a send task or a receive task (tb:message)"),
    "signalEventDefinition": (
        "用接收任务，或法定动作（撤回、终止）",
        "a receive task, or a legal act (withdraw, terminate)",
    ),
    "errorEventDefinition": ("用排他网关判断任务的结果", "an exclusive gateway on the result of the task"),
    "escalationEventDefinition": ("用不中断的边界定时器", "a non-interrupting boundary timer"),
    "terminateEventDefinition": ("用普通结束事件；终止是法定动作", "a plain end event; to terminate is a legal act"),
    "timerEventDefinition": ("用任务上的边界定时器", "a boundary timer on a task"),
    "conditionalEventDefinition": ("用排他网关", "an exclusive gateway"),
    "compensateEventDefinition": ("用排他网关和普通任务", "an exclusive gateway and ordinary tasks"),
    "timeDate": ("用 timeDuration 或 tb:workdays", "timeDuration or tb:workdays"),
    "timeCycle": ("用 timeDuration 或 tb:workdays", "timeDuration or tb:workdays"),
}

_ANYTHING = (
    "用开始、结束、用户、服务、发送、接收任务，排他和并行网关，边界定时器",
    "start, end, user, service, send and receive tasks, exclusive and parallel gateways, boundary timers",
)


def refusal(element: str) -> tuple[Pair, Pair]:
    """What is wrong and how to mend it, for a BPMN element by its local name."""
    zh, en = NEAREST.get(element, _ANYTHING)
    wrong = (
        f"本版本不执行 <{element}>，以后的版本再支持",
        f"<{element}> is not executable yet; it comes with a later version",
    )
    return wrong, (f"现在可{zh}", f"for now use {en}" if not en.startswith(("draw", "remove")) else f"for now, {en}")

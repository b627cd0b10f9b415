"""Service and send tasks, outside the transaction of the act: look-ups, and files handed to other systems."""

from uuid import UUID

from tongban.cases.actions.working import service_done
from tongban.cases.models import Case
from tongban.exchange import handovers
from tongban.exchange.models import Handover
from tongban.kit import ledger
from tongban.kit.access import SYSTEM


def run(case_id: UUID, token: UUID) -> None:
    """Sends what waits under this token and lets the process go on. A failing send raises: the queue tries again."""
    handover = Handover.objects.filter(token=token).first()
    if handover is not None and handover.state == Handover.State.TO_SEND:
        case = Case.objects.get(pk=case_id)
        handovers.send(handover, case_no=case.case_no)
        ledger.access("case.handed_over", actor=SYSTEM, case=case.id, subject=case.citizen_id, system=handover.system)
    service_done(case_id, token)

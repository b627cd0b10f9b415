"""The stage of a sign-in that asks for the code sent to a mobile number not proved yet."""

from typing import Any

from allauth.account.stages import PhoneVerificationStage


class ProvePhone(PhoneVerificationStage):
    """As allauth's, but a person vouched for by a provincial identity without a number is let in."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and not user.phone:
            return None, True
        return super().handle()

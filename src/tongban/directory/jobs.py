"""What the directory does by the clock: sessions, tokens and counted attempts go away, requests end."""

from tongban.directory.actions import account_requests, attempts, cleaning
from tongban.kit.jobs import periodic


@periodic("directory.clean", "17 * * * *")
def clean() -> None:
    """Hourly."""
    attempts.forget_old()
    cleaning.forget_ended_sessions()
    account_requests.end_old()

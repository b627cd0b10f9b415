"""What the directory does by the clock: sessions, tokens and counted attempts that no longer matter go away."""

from tongban.directory.actions import attempts, cleaning
from tongban.kit.jobs import periodic


@periodic("directory.clean", "17 * * * *")
def clean() -> None:
    """Hourly."""
    attempts.forget_old()
    cleaning.forget_ended_sessions()

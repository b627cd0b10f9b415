"""One role of the stub city."""

from tongban.config.settings.stub import *  # noqa: F403

"""Telling people what happened: a message in the inbox, and beside it by text message or e-mail. It serves nothing."""

from tongban.cases.notices.telling import tell, tell_of_draft

__all__ = ["tell", "tell_of_draft"]

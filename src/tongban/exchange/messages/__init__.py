"""Text messages and e-mail: one door to send, a gateway of the city or a mailbox that stands in for it."""

from tongban.exchange.messages.sending import mail, text_message

__all__ = ["mail", "text_message"]

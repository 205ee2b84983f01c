"""Mail as rows: an action adds one in its own transaction, the sender renders and delivers it.

Promise: none is lost silently, and none is sent twice except after an ambiguous cut, when the same
message goes again under the same Message-ID.
"""

from shared.mail.mail import Mail, MailResult

__all__ = ["Mail", "MailResult"]

"""E-mail through Django's mail settings."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from .letters import LATER, NEVER, WENT, Letter, Result

DOMAIN = "notices.huying"


class Mail:
    """One connection for a batch; the Message-ID is the letter's key, so mail servers drop a second copy."""

    at_once = 20
    patience = 300.0

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """Send each letter; a refused address is final, anything else may be tried again."""
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return [Result(LATER, error=f"mail server: {error}") for _ in letters]
        try:
            return [self._one(one, connection) for one in letters]
        finally:
            connection.close()

    def _one(self, letter: Letter, connection: BaseEmailBackend) -> Result:
        identity = f"<{letter.key}@{DOMAIN}>"
        title = " ".join(letter.title.split())
        mail = EmailMessage(
            title, letter.body, to=[letter.to], connection=connection, headers={"Message-ID": identity}
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return Result(NEVER if all(code >= 500 for code in codes) else LATER, error=f"refused: {codes}")
        except (OSError, smtplib.SMTPException) as error:
            return Result(LATER, error=f"mail server: {error}")
        except ValueError as error:
            return Result(NEVER, error=f"not an address: {error}")
        return Result(WENT, provider_id=identity)

"""Mail by SMTP. Every failure becomes one of the results of `domain.sending`.

What goes wrong before the letter is offered (no network, no TLS, a wrong password) is ours or the
line's, and passes; a 5xx answer to sender, recipient or content stays; a 4xx answer passes. A line
that breaks after the content was sent and before the answer leaves nobody knowing whether the
letter has arrived: it is sent again under the same message id.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from functools import cache

from civicreport.config.settings import Mail
from civicreport.domain.sending import Outcome, Result

Refused = dict[str, tuple[int, bytes]]


class SmtpMail:
    def __init__(self, settings: Mail, *, tls: ssl.SSLContext | None = None) -> None:
        self.settings = settings
        self.tls = tls

    def send(
        self, message: EmailMessage, recipients: tuple[str, ...], *, return_path: str = ""
    ) -> Outcome:
        try:
            with self._connection() as server:
                return self._offer(server, message, recipients, return_path)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Result.LATER, f"{self.settings.host}: {_words(error)}")

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """A connection that is ready for a letter. The time-out holds for each step of it."""
        mail = self.settings
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=mail.timeout_seconds, context=self.tls or _strict()
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout_seconds)
        try:
            if mail.security == "starttls":
                server.starttls(context=self.tls or _strict())
            if mail.username:
                server.login(mail.username, mail.password)
            yield server
            # The letter is through: how they say goodbye is no failure of it.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _offer(
        self,
        server: smtplib.SMTP,
        message: EmailMessage,
        recipients: tuple[str, ...],
        return_path: str,
    ) -> Outcome:
        try:
            refused = server.send_message(message, return_path or None, list(recipients))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            final = Result.NEVER if _is_final(error.smtp_code) else Result.LATER
            return Outcome(final, f"{self.settings.host}: {_words(error)}")
        except smtplib.SMTPNotSupportedError:
            return Outcome(
                Result.NEVER, f"{self.settings.host} takes no addresses beyond ASCII (SMTPUTF8)"
            )
        return self._accepted(recipients, refused)

    def _accepted(self, recipients: tuple[str, ...], refused: Refused) -> Outcome:
        """Some may be refused while others are not: only those refused for now are tried again."""
        host = self.settings.host
        words = "; ".join(
            f"{one}: {code} {_text(answer)}" for one, (code, answer) in refused.items()
        )
        later = tuple(one for one, (code, _) in refused.items() if not _is_final(code))
        if later:
            return Outcome(Result.LATER, f"{host} refused for now: {words}", remaining=later)
        if len(refused) == len(recipients):
            return Outcome(Result.NEVER, f"{host} refused: {words}")
        accepted = ", ".join(one for one in recipients if one not in refused)
        return Outcome(
            Result.SENT,
            f"{host} accepted it for {accepted}" + (f", but refused: {words}" if refused else ""),
        )


@cache
def _strict() -> ssl.SSLContext:
    """Checks the certificate and the host's name against the system's authorities. Reading those
    costs more than all else in a letter, so it is done once.
    """
    return ssl.create_default_context()


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")

"""Mail goes by a table: a verb queues it in its own transaction, and a jobs process sends it.

A mail wanted twice has the same key and is sent once. A server that says "not now" is asked again, later each
time; one that says "never" is not. Some days after sending, address and words are erased; what nobody could
send is erased after a month.
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import structlog

from feedback.core import clock
from feedback.core.database import execute, transaction
from feedback.core.models import Mail, MailState
from feedback.core.settings import Settings

MOST_ATTEMPTS = 8
BATCH = 50
CLAIM = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
KEPT = timedelta(days=7)
LONGEST_UNSENT = timedelta(days=30)
ANSWER_WITHIN_SECONDS = 30


async def queue_mail(to: str, subject: str, body: str, key: str) -> None:
    """Send this once. The same `key` again changes nothing, whether or not the mail has gone by then."""
    moment = clock.now()
    mail = Mail(
        key=key, to=to, subject=" ".join(subject.split()), body=body, created_at=moment, next_try_at=moment
    )
    async with transaction():
        await Mail.bulk_create([mail], ignore_conflicts=True)


async def send_waiting_mail(settings: Settings, now: datetime) -> int:
    """Send what is due; gives how many went. Without a mail server in the settings, mail waits."""
    if not settings.smtp_url:
        return 0
    due = (
        await Mail.filter(state=MailState.WAITING, next_try_at__lte=now).order_by("next_try_at").limit(BATCH)
    )
    waiting = [mail.id for mail in due if mail.claimed_until is None or mail.claimed_until <= now]
    if not waiting:
        return 0
    sent = 0
    client = _client(settings)
    try:
        for mail_id in waiting:
            mail = await _claim(mail_id, now)
            if mail is not None and await _send(client, settings, mail, now):
                sent += 1
    finally:
        client.close()
    return sent


async def erase_sent_mail(settings: Settings, now: datetime) -> int:
    """The key stays, so that the same mail is not sent again; who got it and what it said do not.

    What nobody could send for a month goes too: without a mail server no address may stay here for ever.
    """
    erased = {"to": "", "subject": "", "body": "", "error": "", "claimed_until": None}
    ended = Mail.filter(state__in=(MailState.SENT, MailState.FAILED), finished_at__lt=now - KEPT)
    unsent = Mail.filter(state=MailState.WAITING, created_at__lt=now - LONGEST_UNSENT)
    async with transaction():
        given_up = await unsent.update(state=MailState.FAILED, finished_at=now, **erased)
        return given_up + await ended.exclude(to="").update(**erased)


async def _claim(mail_id: UUID, now: datetime) -> Mail | None:
    """Two processes may see the same row; the one whose update changes it sends it."""
    async with transaction():
        claimed = await execute(
            "UPDATE mail SET claimed_until = ?, attempts = attempts + 1 WHERE id = ? AND state = 'waiting' "
            "AND next_try_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)",
            [now + CLAIM, mail_id, now, now],
        )
        return await Mail.get(id=mail_id) if claimed else None


async def _send(client: aiosmtplib.SMTP, settings: Settings, mail: Mail, now: datetime) -> bool:
    try:
        if not client.is_connected:
            await client.connect()
        await client.send_message(_message(settings, mail))
    except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
        await _try_later(mail, problem, now)
        return False
    async with transaction():
        await Mail.filter(id=mail.id).update(
            state=MailState.SENT, finished_at=now, claimed_until=None, error=""
        )
    return True


async def _try_later(mail: Mail, problem: Exception, now: datetime) -> None:
    """What the server said may quote the address, so only the kind of problem is kept."""
    final = _is_final(problem) or mail.attempts >= MOST_ATTEMPTS
    name = type(problem).__name__
    structlog.get_logger().warning("mail was not sent", mail=str(mail.id), error=name, final=final)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (mail.attempts - 1))
    async with transaction():
        await Mail.filter(id=mail.id).update(
            state=MailState.FAILED if final else MailState.WAITING,
            finished_at=now if final else None,
            next_try_at=now + wait,
            claimed_until=None,
            error=name,
        )


def _is_final(problem: Exception) -> bool:
    """Codes from 500 are "never": no such mailbox. A header that cannot be written never can."""
    if isinstance(problem, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= 500 for refused in problem.recipients)
    if isinstance(problem, aiosmtplib.SMTPAuthenticationError):
        return False
    if isinstance(problem, aiosmtplib.SMTPResponseException):
        return problem.code >= 500
    return isinstance(problem, ValueError)


def _client(settings: Settings) -> aiosmtplib.SMTP:
    parts = urlsplit(settings.smtp_url or "")
    encrypted = parts.scheme == "smtps"
    return aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if encrypted else 587),
        use_tls=encrypted,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        timeout=ANSWER_WITHIN_SECONDS,
    )


async def drop_waiting_mail(to: str, about: str) -> int:
    """Mail to this address that has not gone yet and has `about` in it: a word that only such mail has."""
    async with transaction():
        return await Mail.filter(state=MailState.WAITING, to=to, body__contains=about).delete()


def _message(settings: Settings, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{mail.id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message

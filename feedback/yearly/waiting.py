"""What a yearly report still lacks, counted by the database: answers, subjects, and second people's checks.

A comment is answered by a person's own decision, by a public reply to one of its themes, or by the reason why
nothing is done about a theme. What is withheld, or says nothing at all ("n/a"), waits for no answer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import is_postgres, rows
from feedback.voices.models import Comment

WITHHELD = "('vexatious', 'own_service', 'out_of_scope')"
IN_WORDS = "('publish', 'edited')"
IN_THEME = """
  SELECT 1 FROM coding k JOIN theme t ON t.id = k.theme_id AND t.state = 'adopted'
  LEFT JOIN theme_answer a ON a.theme_id = t.id WHERE k.comment_id = c.id AND k.belongs
"""
REPLIED = """EXISTS (SELECT 1 FROM reply_theme x JOIN reply r ON r.id = x.reply_id AND r.state = 'published'
  WHERE x.theme_id = t.id)"""
SAID = f"""
FROM comment c JOIN voice v ON v.id = c.voice_id LEFT JOIN sorting s ON s.comment_id = c.id
WHERE c.state = 'live' AND v.state = 'live' AND c.said_on >= ? AND c.said_on <= ?
  AND (s.id IS NULL OR s.decision NOT IN {WITHHELD})
  AND NOT (s.id IS NULL AND EXISTS (SELECT 1 FROM unplaced u WHERE u.comment_id = c.id AND u.reason <> '')
           AND NOT EXISTS ({IN_THEME}))
"""
NO_ANSWER = f"""(s.id IS NULL OR s.answer = '')
  AND NOT EXISTS ({IN_THEME} AND (COALESCE(a.no_action, '') <> '' OR {REPLIED}))"""
NO_SUBJECT = f"s.id IS NULL AND NOT EXISTS ({IN_THEME} AND a.id IS NOT NULL)"
NO_CHECK = "s.id IS NOT NULL AND s.checked_by_id IS NULL"
# They let us use their words when somebody decided, and took that back since.
NO_LEAVE = f"s.id IS NOT NULL AND s.decision IN {IN_WORDS} AND NOT v.may_quote"
PAGE = 20


@dataclass(frozen=True)
class Lack:
    """How many comments of one consultation lack something."""

    consultation: Consultation
    no_answer: int
    no_subject: int
    no_check: int
    no_leave: int


async def find_lacks(first: date, last: date) -> list[Lack]:
    """Consultations in which something is missing, the one with most first."""
    counted = await rows(
        "SELECT c.consultation_id AS consultation, "
        f"SUM(CASE WHEN {NO_ANSWER} THEN 1 ELSE 0 END) AS no_answer, "
        f"SUM(CASE WHEN {NO_SUBJECT} THEN 1 ELSE 0 END) AS no_subject, "
        f"SUM(CASE WHEN {NO_CHECK} THEN 1 ELSE 0 END) AS no_check, "
        f"SUM(CASE WHEN {NO_LEAVE} THEN 1 ELSE 0 END) AS no_leave {SAID} GROUP BY c.consultation_id",
        [_bound(first), _bound(last)],
    )
    known = {
        str(one.id): one for one in await Consultation.filter(id__in=[row["consultation"] for row in counted])
    }
    lacks = [
        Lack(
            known[str(row["consultation"])],
            int(row["no_answer"]),
            int(row["no_subject"]),
            int(row["no_check"]),
            int(row["no_leave"]),
        )
        for row in counted
    ]
    lacking = [one for one in lacks if one.no_answer or one.no_subject or one.no_check or one.no_leave]
    return sorted(lacking, key=lambda one: (-one.no_answer, -one.no_subject, one.consultation.title))


def say_lacks(lacks: list[Lack]) -> str:
    """Why a report cannot be final: how many and where. Empty when nothing is missing."""
    said = []
    for name, words, one in (
        ("no_answer", "have no answer yet", "has no answer yet"),
        ("no_subject", "have no subject yet", "has no subject yet"),
        ("no_check", "wait for a second person’s check yet", "waits for a second person’s check yet"),
        ("no_leave", "may not be quoted any more", "may not be quoted any more"),
    ):
        counts = [(getattr(lack, name), lack.consultation.title) for lack in lacks if getattr(lack, name)]
        total = sum(count for count, _ in counts)
        if total:
            where = ", ".join(f"{count:,} in “{title}”" for count, title in counts)
            noun = f"1 comment {one}" if total == 1 else f"{total:,} comments {words}"
            said.append(f"{noun}: {where}.")
    return " ".join(said)


async def comments_to_sort(first: date, last: date, page: int) -> tuple[list[Comment], bool]:
    """A page of comments without an answer, a subject or leave to be quoted, and whether there are more."""
    found = await rows(
        f"SELECT c.id AS id {SAID} AND (({NO_ANSWER}) OR ({NO_SUBJECT}) OR ({NO_LEAVE})) "
        "ORDER BY c.id LIMIT ? OFFSET ?",
        [_bound(first), _bound(last), PAGE + 1, PAGE * (page - 1)],
    )
    ids = [row["id"] for row in found][:PAGE]
    comments = await Comment.filter(id__in=ids).order_by("id").prefetch_related("consultation", "voice")
    return comments, len(found) > PAGE


async def themes_in(first: date, last: date) -> list[UUID]:
    """Adopted themes with a publishable comment in these days."""
    found = await rows(
        f"SELECT DISTINCT k.theme_id AS theme FROM coding k JOIN theme t ON t.id = k.theme_id "
        f"AND t.state = 'adopted' WHERE k.belongs AND k.comment_id IN (SELECT c.id {SAID})",
        [_bound(first), _bound(last)],
    )
    return [UUID(str(row["theme"])) for row in found]


async def sortings_in(first: date, last: date) -> list[dict[str, Any]]:
    """Every decision about a comment of these days: its id, subject and what was decided."""
    return await rows(
        "SELECT s.id AS id, s.subject AS subject, s.decision AS decision FROM sorting s "
        "JOIN comment c ON c.id = s.comment_id JOIN voice v ON v.id = c.voice_id "
        "WHERE c.state = 'live' AND v.state = 'live' AND c.said_on >= ? AND c.said_on <= ? ORDER BY s.id",
        [_bound(first), _bound(last)],
    )


def _bound(day: date) -> date | str:
    """SQLite keeps days as text; PostgreSQL wants them as days."""
    return day if is_postgres() else day.isoformat()

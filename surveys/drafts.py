"""Answers on their way. A draft is keyed by the hash of a cookie, so the table opens none."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from feedback.core.clock import london_day
from feedback.core.database import in_a_transaction, transaction
from feedback.core.keyed import keyed_hash
from feedback.core.statements import find_by
from feedback.voices.models import Voice
from surveys.asking import get_survey, get_survey_and_draft
from surveys.kinds import Given
from surveys.models import Draft, Response, Survey, SurveyVersion

KEPT_FOR = timedelta(hours=24)


async def start_draft(survey: Survey, version: SurveyVersion, now: datetime) -> str:
    """An empty draft of `version`; gives the token for the cookie. The first one freezes the version."""
    token = secrets.token_urlsafe(24)
    async with transaction():
        if not version.is_frozen:
            await freeze(version, now)
        await Draft.create(
            survey_id=survey.id,
            version_id=version.id,
            token_hash=token_hash(token),
            notice_version=survey.notice_version,
            expires_at=now + KEPT_FOR,
        )
    return token


async def start_change(
    response: Response, voice: Voice, given: Mapping[str, Given], about: Mapping[str, str], now: datetime
) -> str:
    """A draft that holds what was sent, to take its place; gives the token for the cookie. The last one counts."""
    token = secrets.token_urlsafe(24)
    async with transaction():
        await Draft.filter(replaces_id=voice.id).delete()
        await Draft.create(
            survey_id=response.survey_id,
            version_id=response.version_id,
            token_hash=token_hash(token),
            answers={key: one.kept() for key, one in given.items()},
            about=dict(about),
            notice_version=voice.notice_version,
            expires_at=now + KEPT_FOR,
            replaces_id=voice.id,
        )
    return token


async def freeze(version: SurveyVersion, now: datetime) -> None:
    """From now on this version stays as it is, because somebody is answering it."""
    await SurveyVersion.filter(id=version.id, is_frozen=False).update(
        is_frozen=True, frozen_on=london_day(now)
    )
    version.is_frozen = True


def token_hash(token: str) -> str:
    return keyed_hash("draft", token)


async def find_visit(slug: str, token: str | None, now: datetime) -> tuple[Survey, Draft | None]:
    """The survey, and the draft of this cookie in it, in one journey to the store."""
    if not token:
        return await get_survey(slug), None
    survey, draft = await get_survey_and_draft(slug, token_hash(token))
    return survey, draft if draft is not None and draft.expires_at > now else None


async def find_draft(survey: Survey, token: str | None, now: datetime) -> Draft | None:
    """The draft of this cookie. Within a transaction its row is locked until the end."""
    if not token:
        return None
    draft = await find_by(Draft, token_hash=token_hash(token), is_locked=in_a_transaction())
    is_ours = draft is not None and draft.survey_id == survey.id and draft.expires_at > now
    return draft if is_ours else None


async def keep_answer(survey: Survey, token: str, key: str, given: Given, now: datetime) -> bool:
    """Write one answer into the draft, beside what another page wrote meanwhile. False: there is no draft."""
    async with transaction():
        draft = await find_draft(survey, token, now)
        if draft is None:
            return False
        draft.answers = {**draft.answers, key: given.kept()}
        await draft.save(update_fields=["answers"])
    return True


async def keep_about(survey: Survey, token: str, name: str, value: str, now: datetime) -> bool:
    """Write what the person says about themselves into the draft. False: there is no draft."""
    async with transaction():
        draft = await find_draft(survey, token, now)
        if draft is None:
            return False
        draft.about = {**draft.about, name: value}
        await draft.save(update_fields=["about"])
    return True


async def drop_draft(survey: Survey, token: str | None) -> None:
    """The person stopped and wants nothing kept."""
    if token:
        async with transaction():
            await Draft.filter(token_hash=token_hash(token), survey_id=survey.id).delete()


async def drop_expired_drafts(now: datetime) -> int:
    """A scheduled job: what nobody sent within a day is gone."""
    async with transaction():
        return await Draft.filter(expires_at__lte=now).delete()

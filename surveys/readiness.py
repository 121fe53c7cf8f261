"""From draft to ready and on: what a survey must have before anybody may be asked (D24), and its versions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from surveys.building import (
    CHANGED_MEANWHILE,
    copy_questions,
    get_latest_version,
    lock_survey,
    questions_of,
    stamp_of,
)
from surveys.drafts import freeze
from surveys.kinds import Flaw
from surveys.models import Survey, SurveyState, SurveyVersion

NEEDED: dict[str, str] = {
    "who_asks": "Say who asks",
    "who_reads": "Say who reads the answers",
    "easy_notice": "Write the easy notice, which people read before question 1",
    "full_notice": "Write the full notice",
    "notice_version": "Give the notice a version",
    "lawful_basis": "Give the lawful basis",
    "special_condition": "Give the condition for asking about needs and health",
    "controller": "Say who is responsible for the data",
}
SETTINGS = ("title", "minutes", "retention_months", "asks_about", *NEEDED)


def settings_stamp(survey: Survey) -> str:
    return stamp_of(*(getattr(survey, name) for name in SETTINGS))


async def change_settings(
    survey: Survey, settings: Mapping[str, Any], stamp: str, account: Account | None
) -> Survey:
    """Settings may change while people answer; each response keeps the version of the notice it was shown, so
    a notice cannot change without a new version of it."""
    async with transaction():
        stored = await lock_survey(survey)
        if settings_stamp(stored) != stamp:
            raise Refusal(CHANGED_MEANWHILE)
        await _check_notice(stored, settings)
        stored.update_from_dict({name: settings[name] for name in SETTINGS if name in settings})
        still_missing = missing_settings(stored)
        if stored.state is SurveyState.READY and still_missing:
            raise Refusal(still_missing[0].sentence, still_missing[0].field)
        await stored.save()
        await record(account, "change survey", stored)
    return stored


async def _check_notice(survey: Survey, settings: Mapping[str, Any]) -> None:
    is_changed = any(
        settings.get(name, getattr(survey, name)) != getattr(survey, name)
        for name in ("easy_notice", "full_notice")
    )
    same_version = settings.get("notice_version", survey.notice_version) == survey.notice_version
    was_shown = await SurveyVersion.filter(survey_id=survey.id, is_frozen=True).exists()
    if is_changed and same_version and was_shown:
        raise Refusal("People were shown this notice. Give the changed one a new version.", "notice_version")


def missing_settings(survey: Survey) -> list[Flaw]:
    found = [Flaw(name, sentence) for name, sentence in NEEDED.items() if not getattr(survey, name).strip()]
    if survey.retention_months < 1:
        found.append(Flaw("retention_months", "Say how many months you keep the answers"))
    if survey.minutes < 1:
        found.append(Flaw("minutes", "Say how many minutes it takes"))
    return found


async def missing_for_ready(survey: Survey) -> list[Flaw]:
    """Everything that stands between this survey and its first answer."""
    found = missing_settings(survey)
    if not await questions_of(await get_latest_version(survey)):
        found.append(Flaw("questions", "Add a question"))
    return found


async def make_ready(survey: Survey, now: datetime, account: Account | None) -> Survey:
    """People get the newest version from now on, or when the consultation opens."""
    async with transaction():
        stored = await lock_survey(survey)
        missing = await missing_for_ready(stored)
        if missing:
            raise Refusal(missing[0].sentence, missing[0].field)
        version = await get_latest_version(stored)
        await SurveyVersion.filter(id=version.id).update(is_ready=True)
        if await _consultation_state(stored) is not ConsultationState.DRAFT:
            await freeze(version, now)
        stored.state = SurveyState.READY
        await stored.save(update_fields=["state"])
        await record(account, "make survey ready", stored, f"version {version.number}")
    return stored


async def take_back(survey: Survey, account: Account | None) -> Survey:
    """Back to draft, as long as nobody can have seen it."""
    async with transaction():
        stored = await lock_survey(survey)
        version = await get_latest_version(stored)
        if await is_fixed(stored, version):
            raise Refusal("People can answer this survey already. Make a new version to change it.")
        await SurveyVersion.filter(id=version.id).update(is_ready=False)
        stored.state = SurveyState.DRAFT
        await stored.save(update_fields=["state"])
        await record(account, "take survey back", stored)
    return stored


async def new_version(survey: Survey, now: datetime, account: Account | None) -> SurveyVersion:
    """A draft with the same questions under the same keys. People get the old one until this is ready."""
    async with transaction():
        stored = await lock_survey(survey)
        if stored.is_poll:
            raise Refusal("A poll keeps its question to the last vote. Close it and make another one.")
        version = await get_latest_version(stored)
        if not await is_fixed(stored, version):
            raise Refusal("The newest version can still be changed, so no other is needed.")
        await freeze(version, now)
        following = await SurveyVersion.create(survey_id=stored.id, number=version.number + 1)
        await copy_questions(version, following)
        await record(account, "make survey version", stored, f"version {following.number}")
    return following


async def withdraw_survey(survey: Survey, account: Account | None) -> Survey:
    """Nobody can answer it any more. What was said stays."""
    async with transaction():
        stored = await lock_survey(survey)
        stored.state = SurveyState.WITHDRAWN
        await stored.save(update_fields=["state"])
        await record(account, "withdraw survey", stored)
    return stored


async def is_fixed(survey: Survey, version: SurveyVersion) -> bool:
    """Whether people may have seen this version: somebody began it, or it was ready and open."""
    if version.is_frozen:
        return True
    return version.is_ready and await _consultation_state(survey) is not ConsultationState.DRAFT


async def _consultation_state(survey: Survey) -> ConsultationState:
    return (await Consultation.get(id=survey.consultation_id)).state

"""Consultations and their surveys, each at its own stage of life."""

from typing import Any

from feedback.consultations.details import Details
from feedback.consultations.lifecycle import add_consultation, open_consultation
from feedback.consultations.models import Consultation, Level
from feedback.demo.county import Calendar, read_county
from feedback.demo.youth import note_testing
from feedback.people.models import Account
from feedback.strategy.models import Priority
from surveys.building import Wording, add_question, make_survey
from surveys.models import Survey
from surveys.readiness import change_settings, make_ready, settings_stamp


async def add_asked(plan: dict[str, Any], calendar: Calendar, lead: Account) -> tuple[Consultation, Survey]:
    """A consultation with its survey, opened on its first day if that has come."""
    opens, closes = calendar.day(plan["opens"]), calendar.day(plan["closes"])
    priorities = await Priority.filter(code__in=plan["priorities"], strategy__is_current=True)
    details = Details(
        title=plan["title"],
        purpose=plan["purpose"],
        level=Level(plan["level"]),
        is_decision_open=True,
        can_change=plan["can_change"],
        cannot_change=plan["cannot_change"],
        designed_with=plan.get("designed_with", ""),
        background=plan["background"],
        easy_background=plan["easy_background"],
        decider=plan["decider"],
        decision_month=calendar.day(plan["decided"]).replace(day=1),
        opens_on=opens,
        closes_on=closes,
        audiences=tuple(plan["audiences"]),
        priorities=tuple(priority.id for priority in priorities),
    )
    written_on = min(opens, calendar.today)
    consultation = await add_consultation(details, written_on, lead, slug=plan["slug"])
    survey = await _add_survey(consultation, plan["survey"], lead)
    if plan["opens"] <= 0:
        await note_testing(survey, lead, calendar.day(plan["opens"]))
        survey = await make_ready(survey, calendar.noon(plan["opens"]), lead)
        await open_consultation(consultation, opens, lead)
    return consultation, survey


async def _add_survey(consultation: Consultation, asked: dict[str, Any], lead: Account) -> Survey:
    survey = await make_survey(consultation, asked["title"], lead)
    settings = read_county()["survey"] | {name: asked[name] for name in ("minutes", "asks_about")}
    survey = await change_settings(survey, settings, settings_stamp(survey), lead)
    for question in asked["questions"]:
        wording = Wording(
            kind=question["kind"],
            text=question["text"],
            hint=question["hint"],
            labels=tuple(question["labels"]),
            most=question["most"],
            use=question["use"],
        )
        await add_question(survey, wording, lead)
    return survey

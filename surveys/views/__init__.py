"""Every page about surveys, those for everybody first."""

from feedback.core.roles import Role
from feedback.kit.access import public, staff
from surveys.views import (
    answering,
    building,
    ending,
    keying,
    messages,
    poll_building,
    polls,
    previewing,
    reading,
    results,
)

BOTH, POST = ("GET", "POST"), ("POST",)
ONE = "/staff/surveys/{slug}"
POLLS, POLL = "/staff/consultations/{slug}/polls", "/staff/polls/{slug}"

routes = [
    public("/s/{slug}", answering.start, "survey"),
    public("/s/{slug}/start", answering.begin, "survey_begin", POST),
    public("/s/{slug}/again", answering.begin_again, "survey_again", POST),
    public("/s/{slug}/q/{number:int}", answering.question, "survey_question", BOTH),
    public("/s/{slug}/about/{number:int}", answering.about, "survey_about", BOTH),
    public("/s/{slug}/check", ending.check, "survey_check", BOTH),
    public("/s/{slug}/thanks", ending.thanks, "survey_thanks"),
    public("/s/{slug}/stop", ending.stop, "survey_stop", BOTH),
    public("/s/{slug}/deleted", ending.deleted, "survey_deleted"),
    public("/s/{slug}/notice", reading.notice, "survey_notice"),
    public("/s/{slug}/paper", reading.paper, "survey_paper"),
    public("/p/{slug}", polls.show_or_vote, "poll", BOTH),
    public("/p/{slug}/by/{ticket}", polls.show_by_link, "poll_link"),
    public("/p/{slug}/thanks", polls.thanks, "poll_thanks"),
    staff("/staff/consultations/{slug}/surveys", building.list_surveys, "staff_surveys", building.SEES, BOTH),
    staff(ONE, building.show_survey, "staff_survey", building.SEES),
    staff(ONE + "/settings", building.edit_settings, "survey_settings", Role.EDITOR, BOTH),
    staff(ONE + "/questions/add", building.choose_kind, "choose_kind", Role.EDITOR, BOTH),
    staff(ONE + "/questions/add/{kind}", building.add_question, "add_question", Role.EDITOR, BOTH),
    staff(ONE + "/questions/{key}", building.edit_question, "edit_question", Role.EDITOR, BOTH),
    staff(ONE + "/questions/{key}/arrange", building.arrange, "arrange_question", Role.EDITOR, POST),
    staff(ONE + "/ready", building.press_ready, "ready_survey", Role.EDITOR, POST),
    staff(ONE + "/back", building.press_back, "take_survey_back", Role.EDITOR, POST),
    staff(ONE + "/new-version", building.press_new_version, "new_survey_version", Role.EDITOR, POST),
    staff(ONE + "/withdraw", building.press_withdraw, "withdraw_survey", Role.EDITOR, POST),
    staff(ONE + "/preview/{number:int}", previewing.preview, "preview_survey", building.SEES, BOTH),
    staff(ONE + "/key-in", keying.key_in, "key_in_survey", Role.EDITOR, BOTH),
    staff(ONE + "/key-in/done", keying.keyed, "survey_keyed", Role.EDITOR),
    staff(ONE + "/results", results.show_results, "survey_results", results.COUNTS),
    staff(ONE + "/compare", results.show_comparison, "compare_survey", results.COUNTS),
    staff(ONE + "/messages/{key}", messages.show_messages, "survey_messages", messages.READS),
    staff(POLLS, poll_building.list_polls, "staff_polls", building.SEES, BOTH),
    staff(POLL, poll_building.show_poll, "staff_poll", building.SEES),
    staff(POLL + "/links", poll_building.show_links, "poll_links", Role.EDITOR, BOTH),
    staff(POLL + "/preview", poll_building.preview, "preview_poll", building.SEES, BOTH),
    staff(POLL + "/close", poll_building.press_close, "close_poll", Role.EDITOR, POST),
]

"""Every page about surveys, those for everybody first."""

from feedback.kit.access import public
from surveys.views import answering, ending, reading

BOTH = ("GET", "POST")

routes = [
    public("/s/{slug}", answering.start, "survey"),
    public("/s/{slug}/start", answering.begin, "survey-begin", methods=("POST",)),
    public("/s/{slug}/again", answering.begin_again, "survey-again", methods=("POST",)),
    public("/s/{slug}/q/{number:int}", answering.question, "survey-question", methods=BOTH),
    public("/s/{slug}/about/{number:int}", answering.about, "survey-about", methods=BOTH),
    public("/s/{slug}/check", ending.check, "survey-check", methods=BOTH),
    public("/s/{slug}/thanks", ending.thanks, "survey-thanks"),
    public("/s/{slug}/stop", ending.stop, "survey-stop", methods=BOTH),
    public("/s/{slug}/deleted", ending.deleted, "survey-deleted"),
    public("/s/{slug}/notice", reading.notice, "survey-notice"),
    public("/s/{slug}/paper", reading.paper, "survey-paper"),
]

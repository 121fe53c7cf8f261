"""Public pages side by side, on several days: no number from 1 to 4, and no two numbers that differ by so few."""

import itertools
import re
from datetime import timedelta

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now, today
from feedback.privacy.withdrawing import withdraw_voice
from feedback.replies.judging import judge_reply, publish_verdicts
from feedback.replies.models import Answered, Asked
from feedback.replies.writing import check_reply
from feedback.reports.versions import publish_version
from feedback.strategy.models import Strategy
from feedback.themes.models import Theme
from feedback.themes.tallies import refresh_tallies
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Voice
from feedback.voices.receiving import find_voice_by_code
from surveys.models import Survey
from surveys.outcomes import publish_outcome
from tests.makers.consultations import make_consultation
from tests.makers.replies import make_public_reply, make_reply, publish
from tests.makers.surveys import cast_votes, make_poll
from tests.makers.themes import make_comments, make_theme
from tests.makers.voices import make_voice
from tests.web import make_account, new_client

FEW = range(1, 5)
# What a page says of people. Addresses, dates, steps and ids are numbers too, and say nothing of anybody.
OF_PEOPLE = (
    r"How many people: (?:at least )?([\d,]+)",
    r"<strong>([\d,]+)</strong> (?:person|people)",
    r"([\d,]+) (?:other )?(?:people|person|voices|answers|comments)",
    r'class="chart__number"[^>]*>([\d,]+)',
    r'table__cell(?:--numeric)?">([\d,]+)<',
    r"People spoke most about [^:]*: ([\d,]+)",
)


def numbers_of(page: str) -> list[int]:
    found = [it for pattern in OF_PEOPLE for it in re.findall(pattern, page)]
    return [int(number.replace(",", "")) for number in found]


def numbers_of_file(text: str) -> list[int]:
    numbers, _, _ = text.partition("\r\n\r\n")  # below stand the version and its hash
    cells = [cell for line in numbers.splitlines()[1:] for cell in line.split(",")]
    return [int(cell) for cell in cells if cell.isdigit()]


class Publicly:
    """A consultation as anybody can see it, and what they would note each day."""

    def __init__(self, app, consultation, reply, priority_slug, code) -> None:
        self.app = app
        self.consultation = consultation
        at = f"/consultations/{consultation.slug}"
        self.pages = [
            at,
            f"{at}/report",
            f"{at}/report.csv",
            f"/replies/{reply.slug}",
            "/replies",
            "/",
            "/consultations",
            "/overview",
            "/waiting",
            "/young-people",
            f"/replies/{reply.slug}/card",
        ]
        self.pages.append(f"/priorities/{priority_slug}")
        self.code = code

    async def look(self) -> dict[str, list[int]]:
        seen = {}
        async with new_client(self.app) as browser:
            for page in self.pages:
                answer = await browser.get(page)
                assert answer.status_code == 200, page
                is_file = page.endswith(".csv")
                seen[page] = numbers_of_file(answer.text) if is_file else numbers_of(answer.text)
            await browser.get(f"/r/{self.code}")
            seen["receipt"] = numbers_of((await browser.get("/receipt")).text)
        return seen


async def make_public(app) -> Publicly:
    """Fifty people, of them a few employers; a theme of many, one of a few, and a reply to both."""
    consultation = await make_consultation(
        state=ConsultationState.CLOSED, closed_on=today() - timedelta(days=9)
    )
    comments = await make_comments(consultation, 30, group="parent_carer")
    comments += await make_comments(consultation, 17, group="young_person")
    comments += await make_comments(consultation, 3, group="employer")
    own = await make_voice("Late again.", consultation=consultation, client_key=new_client_key())
    buses = await make_theme(consultation, "Late buses", [*comments[:22], *comments[30:40], own.comments[0]])
    taxis = await make_theme(consultation, "Late taxis", [*comments[20:24], *comments[46:]])
    rare = await make_theme(consultation, "Late trains", comments[45:48])
    await refresh_tallies(consultation)
    writer, checker = await make_account(), await make_account()
    await publish_version(consultation, None, today() - timedelta(days=5))
    reply = await make_reply(consultation, writer, [buses, taxis, rare])
    await check_reply(checker, reply, today())
    await publish(checker, reply, today())
    await reply.fetch_related("priority")
    document = {"priorities": [{"id": reply.priority.code}]}
    await Strategy.filter(id=reply.priority.strategy_id).update(document=document, is_current=True)
    await Theme.filter(id__in=[buses.id, rare.id]).update(priority_id=reply.priority_id)
    return Publicly(app, consultation, reply, reply.priority.slug, own.code)


async def test_no_page_of_today_tells_a_few(app):
    public = await make_public(app)
    seen = await public.look()
    assert sum(map(len, seen.values())) > 8
    assert {page: few for page, found in seen.items() if (few := [n for n in found if n in FEW])} == {}


async def test_a_poll_and_a_verdict_never_move_by_a_few(client):
    """Some come and others go, so that the totals move by five and more and single numbers by fewer."""
    poll = await make_poll()
    codes = await cast_votes(poll, *["c1"] * 20, *["c2"] * 20, *["c3"] * 10)
    await Survey.filter(id=poll.id).update(closed_on=today())
    poll = await Survey.get(id=poll.id).select_related("consultation")
    theme = await make_theme(poll.consultation, "Buses", await make_comments(poll.consultation, 1))
    reply = await make_public_reply(poll.consultation, [theme])
    pages = (f"/p/{poll.slug}/outcome", f"/replies/{reply.slug}")
    answers = {Answered.YES: 40, Answered.A_BIT: 12, Answered.NO: 8}
    before: dict[str, list[int]] = {}
    for day, more in enumerate(
        ({}, {Answered.YES: 1, Answered.NO: 4}, {Answered.NOT_YET: 2, Answered.YES: 3})
    ):
        for answered, many in (more or answers).items():
            for number in range(many):
                await judge_reply(reply, Asked.PUBLIC, answered, f"{day} {answered} {number}", today())
        leavers = codes[2 * day : 2 * day + 2] + codes[20 + 3 * day : 23 + 3 * day] if day else []
        for code in leavers:
            await withdraw_voice(await find_voice_by_code(code), now(), today())
        await publish_outcome(poll, today() + timedelta(days=day))
        await publish_verdicts(today() + timedelta(days=day))
        for page in pages:
            numbers = numbers_of((await client.get(page)).text)
            assert len(numbers) >= 3
            assert [n for n in numbers if n in FEW] == []
            pairs = zip(before.get(page, numbers), numbers, strict=False)
            assert [pair for pair in pairs if abs(pair[0] - pair[1]) in FEW] == [], (page, day)
            before[page] = numbers


async def test_two_pages_never_differ_by_a_few_about_the_same_people(app):
    """The report, the reply, the priority and the receipt all say the number of the report."""
    public = await make_public(app)
    seen = await public.look()
    themes = {number for page in public.pages[1:] for number in seen[page]}
    apart = [(a, b) for a, b in itertools.combinations(sorted(themes), 2) if b - a in FEW]
    shown_together = set(seen[public.pages[1]])
    assert [pair for pair in apart if not set(pair) <= shown_together] == []
    assert seen["receipt"] == [32]


async def test_a_few_who_come_or_go_change_no_page(app):
    public = await make_public(app)
    before = await public.look()
    theme = await Theme.get(title="Late buses")
    for day, change in enumerate(("come", "go", "come"), 1):
        if change == "come":
            added = await make_comments(public.consultation, 3, group="employer")
            await make_theme(public.consultation, f"Of the day {day}", added)
        else:
            for voice in await Voice.filter(
                consultation_id=public.consultation.id, group="young_person"
            ).limit(3):
                await withdraw_voice(voice, now(), today())
        await refresh_tallies(public.consultation)
        await publish_version(public.consultation, None, today() + timedelta(days=day))
        after = await public.look()
        for page, numbers in after.items():
            pairs = zip(sorted(before[page]), sorted(numbers), strict=False)
            assert [pair for pair in pairs if abs(pair[0] - pair[1]) in FEW] == [], (page, change)
    assert theme.title == "Late buses"

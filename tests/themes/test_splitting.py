"""Splitting a theme on its page: by hand, by words, and by the parts that the machine sees; and two at once."""

import asyncio
import re

from feedback.core.roles import Role
from feedback.themes.models import Coding, RunOf, RunState, Suggestion, SuggestionRun, Theme, ThemeState
from feedback.themes.suggesting import find_last_run
from feedback.themes.waiting import count_suggestions
from tests.makers.consultations import make_consultation
from tests.makers.themes import make_comments, make_theme, version_of
from tests.themes.test_pages import at, make_talked_about
from tests.themes.test_running import make_said, worker
from tests.web import new_client


async def test_a_lead_ticks_comments_and_undoes_it(client, sign_in):
    consultation, comments = await make_talked_about()
    theme = await make_theme(consultation, "Buses", comments)
    await sign_in(Role.ANALYST)
    address = at(consultation, "themes", theme.id, "split")
    assert "late again. (5)" in (await client.get(address)).text
    nameless = await client.post(
        address, data={"version": "1", "comments": [str(comments[0].id)], "title": ""}
    )
    assert nameless.status_code == 400
    assert nameless.text.count("checked") == 1
    none = await client.post(address, data={"version": "1", "title": "Early"})
    assert "Choose the comments for the new theme" in none.text
    ticked = [str(comment.id) for comment in comments[:2]]
    sent = await client.post(
        address, data={"version": "1", "comments": ticked, "title": "Early", "which": "ticked"}
    )
    assert sent.status_code == 303
    part = await Theme.get(title="Early")
    assert await Coding.filter(theme=part).count() == 2
    page = await client.get(at(consultation, "themes"))
    assert "split “Early” off “Buses”" in page.text
    undo = re.search(r'action="([^"]+/undo)"', page.text).group(1)
    assert (await client.post(undo, data={"version": "2"})).status_code == 303
    assert (await Theme.get(id=part.id)).merged_into_id == theme.id
    assert "Undone</span>" in (await client.get(at(consultation, "themes"))).text


async def test_a_lead_takes_all_that_hold_some_words(client, sign_in):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 25, "The bus is late.")
    comments += await make_comments(consultation, 3, "The TAXI is late.")
    theme = await make_theme(consultation, "Transport", comments)
    await sign_in(Role.ANALYST)
    address = at(consultation, "themes", theme.id, "split")
    assert "28 comments" in (await client.get(address)).text
    assert "3 comments with “taxi”" in (await client.get(f"{address}?words=taxi")).text
    data = {"version": "1", "title": "Taxis", "which": "found"}
    assert "Say first which words" in (await client.post(address, data=data)).text
    await client.post(f"{address}?words=taxi", data=data)
    assert await Coding.filter(theme__title="Taxis").count() == 3
    assert await Coding.filter(theme=theme).count() == 25


async def test_the_machine_shows_parts_and_a_person_takes_one(client, sign_in):
    consultation, comments = await make_said()
    theme = await make_theme(consultation, "Everything", comments)
    await sign_in(Role.ANALYST)
    whole = await find_last_run(consultation)
    address = at(consultation, "themes", theme.id, "split")
    assert (await client.post(f"{address}/ask")).status_code == 303
    assert "We are looking for parts" in (await client.get(address)).text
    assert (await client.post(f"{address}/ask")).status_code == 422
    assert await worker().work_once()
    run = await SuggestionRun.get(about=RunOf.THEME)
    assert (run.state, run.theme_id) == (RunState.DONE, theme.id)
    part = await Suggestion.filter(run=run, parent_id=None).order_by("position").first()
    page = await client.get(address)
    assert part.label in page.text
    prefix = f"p{part.position}-"
    data = {f"{prefix}title": "One part", f"{prefix}version": "1"}
    assert (await client.post(f"{address}/{part.id}", data=data | {f"{prefix}title": ""})).status_code == 400
    assert (await client.post(at(consultation, "suggestions", part.id, "adopt"), data={})).status_code == 404
    assert (await client.post(f"{address}/{part.id}", data=data)).status_code == 303
    assert await Coding.filter(theme__title="One part").count() == part.size
    assert (await client.post(f"{address}/{part.id}", data=data)).status_code == 404
    # The parts of a theme are no suggestions for the whole.
    assert (await find_last_run(consultation)).id == whole.id
    assert not await count_suggestions([consultation.id])


async def test_of_two_people_at_once_the_second_is_told_what_the_first_did(client, sign_in, app):
    """Two browsers with the same page open press at the same moment; one of them acts."""
    consultation, comments = await make_talked_about()
    buses = await make_theme(consultation, "Buses", comments[:4])
    taxis = await make_theme(consultation, "Taxis", comments[4:])
    await sign_in(Role.ANALYST)
    async with new_client(app) as other:
        await sign_in(Role.ANALYST, browser=other)
        merge = (
            at(consultation, "themes", taxis.id, "merge"),
            {"merge-into": str(buses.id), "merge-version": "2"},
        )
        ticked = {"comments": [str(comments[0].id)], "title": "Early", "version": "2"}
        split = at(consultation, "themes", buses.id, "split"), ticked
        answers = await asyncio.gather(
            client.post(merge[0], data=merge[1]), other.post(split[0], data=split[1])
        )
        assert sorted(answer.status_code for answer in answers) == [303, 400]
        late = next(answer for answer in answers if answer.status_code == 400)
        assert "while you had this page open" in late.text
        assert await version_of(consultation) == 3
        merged = (await Theme.get(id=taxis.id)).state == ThemeState.MERGED
        assert merged != await Theme.filter(title="Early").exists()
        # "Not this" about the same comment twice is said once, and no count goes wrong.
        decide = at(consultation, "comments", comments[1].id, "theme")
        data = {"act": "not", "out_of": str(buses.id), "back": at(consultation, "themes", buses.id)}
        answers = await asyncio.gather(client.post(decide, data=data), other.post(decide, data=data))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert await Coding.filter(comment_id=comments[1].id, theme=buses, belongs=False).count() == 1


async def test_not_this_is_one_tap_and_one_tap_takes_it_back(client, sign_in):
    consultation, comments = await make_talked_about()
    theme = await make_theme(consultation, "Buses", comments)
    await sign_in(Role.ANALYST)
    reading = at(consultation, "themes", theme.id)
    data = {"act": "not", "out_of": str(theme.id), "back": f"{reading}?page=1"}
    sent = await client.post(at(consultation, "comments", comments[0].id, "theme"), data=data)
    assert "undo=" in sent.headers["location"]
    page = await client.get(sent.headers["location"])
    assert "is not in “Buses” any more" in page.text
    assert 'value="undo">Undo' in page.text
    await client.post(
        at(consultation, "comments", comments[0].id, "theme"),
        data={"act": "undo", "theme": str(theme.id), "back": reading},
    )
    assert (await Coding.get(comment_id=comments[0].id, theme=theme)).coder == "machine"
    assert 'value="undo">Undo' not in (await client.get(sent.headers["location"])).text
    assert (await client.get(f"{reading}?undo=x.y")).status_code == 200

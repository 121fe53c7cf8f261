"""What the machine works out by the clock: which comments to ask people about next, and a map of the themes."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from analysis.comments import CodeFrame as Examples
from feedback.core.database import rows, transaction
from feedback.core.settings import Settings
from feedback.themes.joining import frame_with_examples
from feedback.themes.models import AskNext, Coding, FrameUse, ThemeNear, ThemePlace
from feedback.themes.thinking import Quiet, Report, think

if TYPE_CHECKING:  # numbers come late, in workers
    from numpy.typing import NDArray

LOOKED_AT = 1_000  # the least sure comments of a frame that the most useful are chosen from
ASKED = 100
NEAREST = 3
APART = 0.15  # of the map's width: nearer than that, two circles could not be told apart
PUSHES = 300

UNDECIDED = """
SELECT c.id AS id, c.words AS words, MIN(k.confidence) AS sure FROM coding k
JOIN comment c ON c.id = k.comment_id JOIN voice v ON v.id = c.voice_id JOIN theme t ON t.id = k.theme_id
WHERE c.consultation_id = ? AND t.frame_id = ? AND t.state = 'adopted' AND k.belongs
AND c.state = 'live' AND v.state = 'live' AND NOT EXISTS
  (SELECT 1 FROM coding p JOIN theme q ON q.id = p.theme_id
   WHERE p.comment_id = c.id AND q.frame_id = t.frame_id AND p.coder = 'person')
GROUP BY c.id, c.words ORDER BY sure, c.id LIMIT ?
"""
STANDING = """
SELECT k.coder AS coder, COUNT(*) AS many FROM coding k JOIN theme t ON t.id = k.theme_id
JOIN comment c ON c.id = k.comment_id WHERE c.consultation_id = ? AND t.frame_id = ?
GROUP BY k.coder ORDER BY k.coder
"""


async def learn_by_clock(settings: Settings, now: datetime) -> int:
    """Go through each frame in use whose codings changed since the last time; gives how many that were."""
    learnt = 0
    for use in await FrameUse.all().order_by("id").select_related("frame", "consultation"):
        standing = await _standing(use)
        if standing != use.learnt_at:
            await learn(use, standing)
            learnt += 1
    return learnt


async def learn(use: FrameUse, standing: str) -> None:
    """Rank the comments that the machine is unsure of, and place the themes on their map."""
    frame = await frame_with_examples(use.frame, use.consultation)
    undecided = await _undecided(use)
    said = await _said(use, [theme.id for theme in frame.themes], list(undecided))

    def work(report: Report) -> "tuple[Sequence[str], _Map]":
        return _most_useful(said, undecided), _map_of(frame)

    useful, drawn = await think(work, Quiet())
    async with transaction():
        await AskNext.filter(use_id=use.id).delete()
        still = await _undecided(use)
        await AskNext.bulk_create(
            [
                AskNext(use_id=use.id, comment_id=UUID(key), place=place)
                for place, key in enumerate(useful, 1)
                if key in still
            ]
        )
        await _keep_map(drawn)
        await FrameUse.filter(id=use.id).update(learnt_at=standing)


async def _undecided(use: FrameUse) -> dict[str, str]:
    """The comments that only the machine has coded, with their words, the least sure first."""
    found = await rows(UNDECIDED, [use.consultation.id, use.frame.id, LOOKED_AT])
    return {row["id"]: row["words"] for row in found}


async def _said(use: FrameUse, themes: list[str], comments: list[str]) -> dict[str, list[float]]:
    """How sure the machine was of each theme for each comment, and last how sure of none of them."""
    at = {theme: place for place, theme in enumerate(themes)}
    said = {key: [0.0] * (len(themes) + 1) for key in comments}
    keys = [UUID(key) for key in comments]
    found: Any = Coding.filter(comment_id__in=keys, theme__frame_id=use.frame.id, belongs=True).order_by("id")
    for comment, theme, sure in await found.values_list("comment_id", "theme_id", "confidence"):
        if str(theme) in at:
            said[str(comment)][at[str(theme)]] = sure
    for row in said.values():
        row[-1] = max(1 - sum(row), 0.0)
    return said


async def _standing(use: FrameUse) -> str:
    """A cheap sign of whether anything was coded, decided or changed."""
    found = await rows(STANDING, [use.consultation.id, use.frame.id])
    counts = " ".join(f"{row['coder']}{row['many']}" for row in found)
    return f"version{use.frame.version} {counts}"[:120]


def _most_useful(said: dict[str, list[float]], words: dict[str, str]) -> Sequence[str]:
    """By what the machine said of each comment, theme by theme, and of "no theme" the rest."""
    from analysis.choosing import most_useful  # noqa: PLC0415
    from analysis.vectors import StaticEngine  # noqa: PLC0415

    ids = sorted(said)
    if not ids:
        return ()
    placed = StaticEngine().embed([words[id_] for id_ in ids])
    return most_useful(said, ASKED, dict(zip(ids, placed.tolist(), strict=True)))


class _Map:
    """Where each theme stands, and which are nearest to it."""

    def __init__(self, places: dict[str, tuple[float, float]], near: list[tuple[str, str, float]]) -> None:
        self.places = places
        self.near = near


def _map_of(frame: Examples) -> _Map:
    """Classical scaling (Torgerson, "Multidimensional scaling: I. Theory and method", 1952) of the cosines
    between what is said in the themes, then pushed apart until no two circles touch."""
    import numpy as np  # noqa: PLC0415

    from analysis.vectors import StaticEngine  # noqa: PLC0415

    themes = [theme for theme in frame.themes if theme.examples]
    if len(themes) < 2:
        return _Map({theme.id: (0.5, 0.5) for theme in themes}, [])
    engine = StaticEngine()
    middles = np.vstack([engine.embed(theme.examples).mean(axis=0) for theme in themes]).astype(np.float64)
    middles = middles - middles.mean(axis=0)
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    alike = np.clip(middles @ middles.T, -1, 1)
    places = _apart(_scaled(1 - alike))
    ids = [theme.id for theme in themes]
    near = [
        (ids[at], ids[int(other)], float(alike[at, other]))
        for at in range(len(ids))
        for other in np.argsort(-alike[at], kind="stable")
        if other != at
    ]
    kept = [one for number, one in enumerate(near) if number % (len(ids) - 1) < NEAREST]
    return _Map({key: (float(x), float(y)) for key, (x, y) in zip(ids, places, strict=True)}, kept)


def _scaled(apart: "NDArray[Any]") -> "NDArray[Any]":
    """Two coordinates from 0 to 1 for each row of a square of distances."""
    import numpy as np  # noqa: PLC0415

    size = len(apart)
    centre = np.eye(size) - 1 / size
    values, vectors = np.linalg.eigh(-centre @ (apart**2) @ centre / 2)
    found = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0))
    # The sign of an eigenvector means nothing; the first theme stands always on the same side.
    found *= np.where(found[0] < 0, -1, 1)
    spread = np.maximum(np.ptp(found, axis=0), 1e-9)
    return np.asarray((found - found.min(axis=0)) / spread)


def _apart(places: "NDArray[Any]") -> "NDArray[Any]":
    import numpy as np  # noqa: PLC0415

    found = places + np.linspace(0, 1e-3, len(places))[:, None]  # no two in the very same place
    for _ in range(PUSHES):
        gaps = found[:, None] - found[None]
        lengths = np.linalg.norm(gaps, axis=2) + np.eye(len(found))
        push = np.maximum(APART - lengths, 0) / 2
        if not push.any():
            break
        found = np.clip(found + (gaps / lengths[:, :, None] * push[:, :, None]).sum(axis=1), 0, 1)
    return np.asarray(np.clip(found, 0, 1))


async def _keep_map(drawn: _Map) -> None:
    ids = [UUID(key) for key in drawn.places]
    await ThemePlace.filter(theme_id__in=ids).delete()
    await ThemeNear.filter(theme_id__in=ids).delete()
    await ThemePlace.bulk_create(
        [ThemePlace(theme_id=UUID(key), across=x, down=y) for key, (x, y) in drawn.places.items()]
    )
    await ThemeNear.bulk_create(
        [
            ThemeNear(theme_id=UUID(one), other_id=UUID(other), likeness=like)
            for one, other, like in drawn.near
        ]
    )

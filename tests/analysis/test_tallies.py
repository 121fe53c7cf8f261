"""Voices are counted once, and groups stay apart."""

from analysis.tallies import tally_voices


def test_a_voice_is_counted_once_in_its_group() -> None:
    tally = tally_voices(
        [("a", "parent carer"), ("a", "parent carer"), ("b", "young person"), ("c", None)],
        groups=["young person", "parent carer", "health"],
    )
    assert tally.counts == (("young person", 1), ("parent carer", 1), ("health", 0), ("not said", 1))
    assert tally.total == 3
    assert tally.of("school") == 0
    assert not tally.may_be_published


def test_a_tally_is_shown_through_suppression() -> None:
    voices = [(str(n), "young person" if n < 3 else "parent carer") for n in range(40)]
    tally = tally_voices(voices, groups=["young person", "parent carer"])
    assert [cell.text for cell in tally.suppressed().cells] == ["fewer than 5", "not shown"]
    assert [cell.text for cell in tally.suppressed(total_shown=False).cells] == ["fewer than 5", "37"]

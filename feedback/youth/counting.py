"""What may be said of how members voted. They know each other, so no number may tell who said what."""

from collections.abc import Sequence

from analysis.suppression import suppress_row
from feedback.themes.small_numbers import rules_here


def say_counts(counts: Sequence[int]) -> list[str] | None:
    """How many chose each, or nothing while a few have answered. Nobody is said as a few are: that all
    agreed would tell of each of them."""
    rules = rules_here()
    if sum(counts) < rules.threshold:
        return None
    row = suppress_row([count or 1 for count in counts], total_shown=False, threshold=rules.threshold)
    return [cell.text for cell in row.cells]


def say_vote(yes: int, no: int) -> dict[str, str]:
    """The outcome of a vote in a sentence, and the numbers as they may be said."""
    said = say_counts((yes, no))
    if said is None:
        return {"sentence": f"Fewer than {rules_here().threshold} members voted, so we do not say how."}
    if yes == no:
        sentence = "As many members said yes as no."
    else:
        sentence = f"More members said {'yes than no' if yes > no else 'no than yes'}."
    return {"sentence": sentence, "yes": said[0], "no": said[1]}


def say_at_least(count: int) -> str:
    """A number that grows in steps, so that no single tap can be seen (D62)."""
    step = rules_here().step
    reached = count // step * step
    return f"at least {reached} members" if reached else f"fewer than {step} members"

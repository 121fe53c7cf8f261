"""Codings on their way from one theme to another."""

from feedback.core.database import execute
from feedback.themes.models import Theme


async def move_codings(theme: Theme, into: Theme) -> None:
    """Bring every coding over. Where both themes hold a comment, a person's word outranks the machine's, and
    a person's yes to a part is a yes to the whole."""
    both = "SELECT o.comment_id FROM coding o WHERE o.theme_id = ?"
    await execute(
        f"DELETE FROM coding WHERE theme_id = ? AND NOT (coder = 'person' AND belongs) AND comment_id IN "
        f"({both} AND o.coder = 'person' AND o.belongs)",
        [into.id, theme.id],
    )
    await execute(f"DELETE FROM coding WHERE theme_id = ? AND comment_id IN ({both})", [theme.id, into.id])
    await execute("UPDATE coding SET theme_id = ? WHERE theme_id = ?", [into.id, theme.id])

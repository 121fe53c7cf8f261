"""Every door that is not a survey: the page that is always open, page ratings, paper, spreadsheets."""

from feedback.core.roles import Role
from feedback.kit.rendering import NavLink
from feedback.voices.views import commenting, importing, keying, rating

routes = [*commenting.routes, *rating.routes, *keying.routes, *importing.routes]

nav = (
    NavLink("Paper and phone", "key_comment", (Role.EDITOR,)),
    NavLink("Page ratings", "page_ratings", rating.SEES),
)

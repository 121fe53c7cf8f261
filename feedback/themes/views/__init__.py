"""The pages of themes: the workspace, the comments behind every number, and the quotes."""

from feedback.themes.views import checks, comments, deciding, quotes, splitting, themes, waiting, workspace

routes = [
    *workspace.routes,
    *themes.routes,
    *comments.routes,
    *quotes.routes,
    *checks.routes,
    *splitting.routes,
    *deciding.routes,
]

desk = (waiting.find_desk_lines,)

"""The pages of themes: the workspace, the comments behind every number, and the report."""

from feedback.themes.views import comments, quotes, report, themes, waiting, workspace

routes = [*workspace.routes, *themes.routes, *comments.routes, *quotes.routes, *report.routes]

desk = (waiting.find_desk_lines,)

"""The theme report, who was heard, and what staff do to hear from the others."""

from feedback.reports.views import reach, reporting

routes = [*reporting.routes, *reach.routes]

"""The public pages: home, consultations, priorities, and what everybody may know about this service."""

from feedback.publishing.views import about, consultations, developments, home, priorities

routes = [*home.routes, *consultations.routes, *priorities.routes, *developments.routes, *about.routes]

nav = priorities.nav

"""The public pages: home, consultations, polls, priorities, and what everybody may know about this service."""

from feedback.publishing.views import (
    about,
    consultations,
    developments,
    home,
    polls,
    priorities,
    waiting,
    young_people,
)

routes = [
    *home.routes,
    *consultations.routes,
    *polls.routes,
    *priorities.routes,
    *developments.routes,
    *about.routes,
    *waiting.routes,
    *young_people.routes,
]

nav = priorities.nav

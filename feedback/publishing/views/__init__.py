"""The public pages: home, consultations, priorities, and what everybody may know about this service."""

from feedback.publishing.views import about, consultations, home, priorities, waiting, young_people

routes = [
    *home.routes,
    *consultations.routes,
    *priorities.routes,
    *about.routes,
    *waiting.routes,
    *young_people.routes,
]

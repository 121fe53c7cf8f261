"""Staff pages of the strategy: developments and their reviews, promises, and the crosswalk to a later edition."""

from feedback.strategy.views import crosswalk, developments, promises, reviews

routes = [*developments.routes, *reviews.routes, *promises.routes, *crosswalk.routes]
nav = developments.nav
desk = (*promises.desk, *developments.desk, *crosswalk.desk)

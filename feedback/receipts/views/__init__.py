"""Follow my own words, change them, and delete them. The code opens these pages and no account is needed."""

from feedback.receipts.views import changing, following, membership

routes = [*following.routes, *changing.routes, *membership.routes]

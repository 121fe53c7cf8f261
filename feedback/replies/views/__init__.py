"""You said, we did: what everybody reads, how they hear of it, and the pages of those who reply."""

from feedback.replies.views import deciding, following, forum, public, staff

routes = [*public.routes, *following.routes, *forum.routes, *deciding.routes, *staff.routes]

desk = staff.desk

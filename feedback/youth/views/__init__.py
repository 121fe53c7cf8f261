"""Pages of the Youth Forum: for its members, for its worker, and for services that ask it."""

from feedback.core.roles import Role
from feedback.kit.rendering import NavLink
from feedback.youth.views import desk_lines, joining, members, replies, requests, wordings, worker, working

routes = [
    *joining.routes,
    *members.routes,
    *worker.routes,
    *working.routes,
    *requests.routes,
    *wordings.routes,
    *replies.routes,
]

nav = (NavLink("Youth Forum", "staff_youth_requests", (Role.EDITOR,)),)

desk = (desk_lines.find_for_worker, desk_lines.find_for_services)

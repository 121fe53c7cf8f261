"""Pages of forums: signing in, the forum's own workspace, its members' page, and what the council sees."""

from feedback.core.roles import Role
from feedback.forums.views import council, desk_lines, drafting, members, sending, signing_in, workspace
from feedback.kit.rendering import NavLink

routes = [
    *signing_in.routes,
    *members.routes,
    *workspace.routes,
    *drafting.routes,
    *sending.routes,
    *council.routes,
]

nav = (
    NavLink("Your forum", "forum", (Role.FORUM,)),
    NavLink("Forums", "forums", (Role.ADMINISTRATOR, Role.EDITOR)),
)

desk = (desk_lines.find_for_representatives, desk_lines.find_for_analysts)

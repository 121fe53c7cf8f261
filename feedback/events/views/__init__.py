"""Every page about events, those for everybody first."""

from feedback.core.roles import Role
from feedback.events.views import keying, planning, public, telling
from feedback.kit.rendering import NavLink

routes = [*public.routes, *planning.routes, *keying.routes, *telling.routes]

nav = (NavLink("Events", "staff_events", (Role.EDITOR, Role.PUBLISHER, Role.ANALYST)),)
desk = (telling.find_desk_lines,)

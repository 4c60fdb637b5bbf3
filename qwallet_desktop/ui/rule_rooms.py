"""Which class draws limits, permissions and their sheets; each is imported when it is first needed."""

from typing import Final

from qwallet_desktop.state import sheets
from qwallet_desktop.state.navigation import Tab
from qwallet_desktop.ui.room import Later, MakeRoom, room


@Later
def _limits() -> MakeRoom:
    from qwallet_desktop.ui.screens import limits

    return room(limits.LimitsScreen, limits.select)


@Later
def _permissions() -> MakeRoom:
    from qwallet_desktop.ui.screens import permissions

    return room(permissions.PermissionsScreen, permissions.select)


@Later
def _limits_form() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import limits

    return room(limits.LimitsDialog, limits.select)


@Later
def _policy_form() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import policy

    return room(policy.PolicyDialog, policy.select)


@Later
def _why() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import why

    return room(why.WhyDialog, why.select)


TABS: Final[dict[Tab, MakeRoom]] = {Tab.LIMITS: _limits, Tab.PERMISSIONS: _permissions}
SHEETS: Final[dict[type, MakeRoom]] = {
    sheets.LimitsSheet: _limits_form,
    sheets.PolicySheet: _policy_form,
    sheets.WhySheet: _why,
}

"""Which class draws limits, permissions, and the sheets of rules and signers; each is imported when needed first."""

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


@Later
def _signers_form() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import signers

    return room(signers.SignersDialog, signers.select)


TABS: Final[dict[Tab, MakeRoom]] = {Tab.LIMITS: _limits, Tab.PERMISSIONS: _permissions}
SHEETS: Final[dict[type, MakeRoom]] = {
    sheets.LimitsSheet: _limits_form,
    sheets.PolicySheet: _policy_form,
    sheets.SignersSheet: _signers_form,
    sheets.WhySheet: _why,
}

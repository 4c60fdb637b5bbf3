"""The Inbox in all of its states, and the last look before an item is decided."""

from collections.abc import Callable
from dataclasses import replace

from immutables import Map
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyVersion
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.consent import Consent, PolicyBook
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.ui.screens.inbox import InboxScreen, View
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.helpers.records import records
from tests.ui.builders import NODE, NOW, bench

BASE = View(
    items=told.known(*told.ALL),
    active=MARA,
    held=(MARA, ACME, LEO),
    identities=EVERYONE,
    tokens=TOKENS,
    node_id=NODE,
    records=records(*told.ALL, told.HUGE, told.TWICE),
    is_fresh=True,
)
DOWN = Problem(Code.NODE_UNREACHABLE)


def shown(view: View, then: Callable[[InboxScreen], object] | None = None) -> QWidget:
    """Return a page with the screen; `then` runs once it is seen."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = InboxScreen(bench(lambda _action: None))
    column(root).addWidget(screen)
    screen.draw(view)
    if then is not None:
        QTimer.singleShot(0, lambda: then(screen))
    return root


def opened(item: Item, **changes: object) -> QWidget:
    """Return the page with the details of an item."""
    view = replace(BASE, opened=item.proposal.item_id)
    if item.proposal.item_id not in view.items.known:
        view = replace(view, items=told.known(*told.ALL, item))
    return shown(replace(view, **changes))  # type: ignore[arg-type]  # names of the view's fields


@scene("inbox", 1020, 700)
def inbox() -> QWidget:
    """Items in all three sections."""
    return shown(BASE)


@scene("inbox_focus", 1020, 700)
def inbox_focus() -> QWidget:
    """The same, with the keyboard in the list."""
    return shown(BASE, lambda screen: screen.table.setFocus(Qt.FocusReason.TabFocusReason))


@scene("inbox_narrow", 740, 520)
def inbox_narrow() -> QWidget:
    """The page in the smallest window, with details."""
    return opened(told.MINE)


@scene("inbox_empty", 1020, 600)
def inbox_empty() -> QWidget:
    """Nothing ever waited."""
    return shown(replace(BASE, items=told.known()))


@scene("inbox_loading", 1020, 600)
def inbox_loading() -> QWidget:
    """It is being read."""
    return shown(replace(BASE, items=MultiSig(open=Loading(), done=Loading())))


@scene("inbox_failed", 1020, 600)
def inbox_failed() -> QWidget:
    """It could not be read."""
    return shown(replace(BASE, items=MultiSig(open=Failed(DOWN), done=Failed(DOWN))))


@scene("inbox_stale", 1020, 600)
def inbox_stale() -> QWidget:
    """What was read may be out of date; there are older ones."""
    items = replace(told.known(*told.ALL), open=Stale("", NOW, DOWN), done=Loaded("more", NOW))
    return shown(replace(BASE, items=items))


@scene("inbox_hidden", 1020, 700)
def inbox_hidden() -> QWidget:
    """Amounts are dots."""
    return opened(told.MINE, hide_amounts=True)


@scene("inbox_sign", 1020, 760)
def inbox_sign() -> QWidget:
    """A payment that needs my signature."""
    return opened(told.MINE, held=(ACME,))


@scene("inbox_together", 1020, 760)
def inbox_together() -> QWidget:
    """Whoever asked and whoever agrees are on the same computer."""
    return opened(told.MINE)


@scene("inbox_group", 1020, 820)
def inbox_group() -> QWidget:
    """A group's payment that waits for two of three, with long words."""
    groups = told.group_of(ACME, *told.ADMINS)
    return opened(told.OURS, groups=groups)


@scene("inbox_policy", 1020, 820)
def inbox_policy() -> QWidget:
    """A change of permissions against those in force."""
    version = PolicyVersion(LEO, 0, ConsentPolicy(external=External.APPROVAL), NOW)
    consent = Consent(Map({LEO: Loaded(PolicyBook(version), NOW)}))
    return opened(told.NEW_POLICY, consent=consent, held=(LEO,))


@scene("inbox_limits", 1020, 760)
def inbox_limits() -> QWidget:
    """A change of limits."""
    return opened(told.NEW_LIMITS)


@scene("inbox_unfreeze", 1020, 760)
def inbox_unfreeze() -> QWidget:
    """The end of a freeze that half of the admins must agree to."""
    return opened(told.THAWED)


@scene("inbox_failed_item", 1020, 760)
def inbox_failed_item() -> QWidget:
    """Enough signed, and it could not be carried out."""
    return opened(told.STUCK)


@scene("inbox_rejected", 1020, 760)
def inbox_rejected() -> QWidget:
    """It was rejected, with the reason."""
    return opened(told.NO)


@scene("inbox_made", 1020, 760)
def inbox_made() -> QWidget:
    """It was carried out."""
    return opened(told.MADE)


@scene("inbox_large", 1020, 760)
def inbox_large() -> QWidget:
    """An amount of 75 digits, with an hour left."""
    return opened(told.HUGE)

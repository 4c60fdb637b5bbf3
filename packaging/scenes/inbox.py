"""The Inbox in all of its states, and the last look before an item is decided."""

from collections.abc import Callable
from dataclasses import replace

from immutables import Map
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyVersion
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.consent import Consent, PolicyBook
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.operation import Refused, Unanswered
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.ui.dialogs import decide
from qwallet_desktop.ui.dialogs.kept_panel import Asked
from qwallet_desktop.ui.screens.inbox import InboxScreen, View
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.ui.builders import NODE, NOW, bench
from tests.ui.operations import one

BASE = View(
    items=told.known(*told.ALL),
    active=MARA,
    held=(MARA, ACME, LEO),
    identities=EVERYONE,
    tokens=TOKENS,
    node_id=NODE,
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


def _sheet(view: decide.View, then: Callable[[decide.DecideItemSheet], object] | None = None) -> QWidget:
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    sheet = decide.DecideItemSheet(bench(lambda _action: None), root)
    sheet.draw(view)
    QTimer.singleShot(0, sheet.open_sheet)
    if then is not None:
        QTimer.singleShot(0, lambda: then(sheet))
    return root


LOOK = decide.View(told.MINE, Choice.SIGN, (ACME,), EVERYONE, tokens=TOKENS, node_id=NODE)


@scene("decide_sign", 700, 640)
def decide_sign() -> QWidget:
    """The last signature needed: the verb says what it does."""
    return _sheet(LOOK)


@scene("decide_sign_more", 700, 760)
def decide_sign_more() -> QWidget:
    """One of two signatures; two here could give it, and they warn each other."""
    return _sheet(replace(LOOK, item=told.OURS, held=(told.INES, told.OMAR)))


@scene("decide_limits", 700, 640)
def decide_limits() -> QWidget:
    """A change of limits comes into force with this signature."""
    return _sheet(replace(LOOK, item=told.NEW_LIMITS))


@scene("decide_reject", 700, 640)
def decide_reject() -> QWidget:
    """Rejecting needs a reason."""
    return _sheet(replace(LOOK, choice=Choice.REJECT), lambda sheet: sheet.submit())


@scene("decide_cancel", 700, 640)
def decide_cancel() -> QWidget:
    """Taking back one's own."""
    return _sheet(replace(LOOK, choice=Choice.CANCEL, held=(MARA,)))


@scene("decide_refused", 700, 680)
def decide_refused() -> QWidget:
    """What is there is not what was shown."""
    ask = DecideItem(told.MINE.proposal.item_id, Choice.SIGN, "", "0f" * 32)
    refused = one(1, Refused(NOW, Problem(Code.ITEM_DIFFERS)), ask)
    return _sheet(replace(LOOK, asked=Asked(refused, identities=EVERYONE, tokens=TOKENS)))


@scene("decide_kept", 700, 640)
def decide_kept() -> QWidget:
    """The node does not answer: it goes out by itself."""
    ask = DecideItem(told.MINE.proposal.item_id, Choice.SIGN, "", "0f" * 32, "Payment to Leo")
    waits = one(1, Unanswered(NOW, DOWN, 1), ask)
    return _sheet(replace(LOOK, asked=Asked(waits, HoldUp.NODE, identities=EVERYONE, tokens=TOKENS)))


@scene("decide_gone", 700, 560)
def decide_gone() -> QWidget:
    """Somebody else decided meanwhile."""
    return _sheet(replace(LOOK, item=told.MADE))

"""The lines over every page: sample data, words not yet written down, about to lock, what waits to be sent."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.state.health import Down
from qwallet_desktop.state.lock import AutoLockNoticed, Phase
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowOperation
from qwallet_desktop.state.operation import Operation, Waiting
from qwallet_desktop.state.operations import Operations
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import BackupSheet
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.stage import is_known
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column


@dataclass(frozen=True, slots=True)
class View:
    """What the lines say.

    Attributes:
        seconds: To auto-lock, if it is near.
        unchecked: The words were never checked.
        waiting: How many operations wait for a node that is down.
        old: How many have waited for so long that they go out only when the person says so again.
        only_old: The one that has, if it is the only one.
        mixed: Whether there are lists among all of these, beside single payments.
    """

    seconds: int | None
    unchecked: bool
    waiting: int = 0
    old: int = 0
    only_old: RequestId | None = None
    mixed: bool = False


def select(state: State) -> View:
    """Return what the person should be told whatever they look at."""
    unchecked = state.lock.phase is Phase.OPEN and not state.lock.words_checked and is_known(state)
    if state.navigation.page is Page.OPERATIONS or not state.operations.lines:
        return View(state.lock.notice, unchecked)
    still_open = _still_open(state.operations)
    old = [one.id for one in still_open if isinstance(one.stage, Waiting) and one.stage.is_old]
    waiting = len(still_open) - len(old) if isinstance(state.health.node, Down) else 0
    mixed = not all(isinstance(one.ask, PaymentDraft) for one in still_open)
    return View(state.lock.notice, unchecked, waiting, len(old), old[0] if len(old) == 1 else None, mixed)


def _still_open(operations: Operations) -> tuple[Operation, ...]:
    return tuple(operations.known[request_id] for line in operations.lines.values() for request_id in line)


class Notices(QWidget):
    """Up to five banners; takes no room without any."""

    def __init__(self, bench: Bench, *, demo: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._demo = demo
        self._numbers = bench.numbers
        self._sample = Banner(
            self.tr("Sample data: nothing here is real, and it is gone when you close this window."), "accent", "info"
        )
        self._sample.setVisible(demo)
        self._words = Banner(
            self.tr("If this computer is lost, only your recovery words or a backup file bring your keys back."),
            "caution",
            "key",
        )
        self._words.add_action(
            SecondaryButton(self.tr("Write down your recovery words"), lambda: bench.dispatch(OpenSheet(BackupSheet())))
        )
        self._lock = Banner("", "caution", "lock")
        self._lock.add_action(SecondaryButton(self.tr("Stay unlocked"), lambda: bench.dispatch(AutoLockNoticed(None))))
        self._old_one: RequestId | None = None
        self._old = Banner("", "accent", "operations")
        self._old.add_action(SecondaryButton(self.tr("Decide"), lambda: bench.dispatch(self._to_old())))
        self._waiting = Banner("", "caution", "offline")
        self._waiting.add_action(SecondaryButton(self.tr("Show"), lambda: bench.dispatch(GoTo(Page.OPERATIONS))))
        self._stack = column(self, spacing=8)
        for banner in (self._lock, self._sample, self._old, self._waiting, self._words):
            self._stack.addWidget(banner)
        self.draw(View(None, unchecked=False))

    def draw(self, view: View) -> None:
        """Show the banners that apply; sample data has no words worth writing down."""
        if view.seconds is not None:
            text = self.tr("Qwallet locks in {seconds} s, since nothing happened for a while.")
            self._lock.set_banner(text.format(seconds=view.seconds), "caution", "lock")
        self._lock.setVisible(view.seconds is not None)
        self._words.setVisible(view.unchecked and not self._demo)
        self._show_operations(view)
        shown = view.seconds is not None or self._demo or view.unchecked or view.old or view.waiting
        self._stack.setContentsMargins(24, 4 if shown else 0, 24, 8 if shown else 0)

    def _show_operations(self, view: View) -> None:
        self._old_one = view.only_old
        one = self.tr("{operations} has waited for more than a day. Do you still want it?")
        many = self.tr("{operations} have waited for more than a day. Do you still want them?")
        old = one if view.old == 1 else many
        self._old.set_banner(old.format(operations=self._counted(view.old, view)), "accent", "operations")
        self._old.setVisible(view.old > 0)
        one = self.tr("{operations} waits for the node and goes out by itself when it answers.")
        many = self.tr("{operations} wait for the node and go out by themselves when it answers.")
        waiting = one if view.waiting == 1 else many
        self._waiting.set_banner(waiting.format(operations=self._counted(view.waiting, view)), "caution", "offline")
        self._waiting.setVisible(view.waiting > 0)

    def _counted(self, count: int, view: View) -> str:
        if view.mixed:
            words = self.tr("1 operation") if count == 1 else self.tr("{count} operations")
        else:
            words = self.tr("1 payment") if count == 1 else self.tr("{count} payments")
        return words.format(count=grouped(count, self._numbers))

    def _to_old(self) -> Action:
        return GoTo(Page.OPERATIONS) if self._old_one is None else ShowOperation(self._old_one)

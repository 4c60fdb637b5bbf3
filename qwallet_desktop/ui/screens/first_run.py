"""The first run: one calm page a step, from the welcome to the first identity."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedLayout, QWidget

from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.screens.first_run_backup import BackupStep
from qwallet_desktop.ui.screens.first_run_name import NameStep
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.screens.first_run_restore import RestoreStep
from qwallet_desktop.ui.screens.first_run_steps import ProtectStep, WelcomeStep
from qwallet_desktop.ui.screens.first_run_words import CheckStep, WordsStep
from qwallet_desktop.ui.widgets.styling import set_look

__all__ = ["FirstRunScreen", "View", "select"]

AnyPage: TypeAlias = WelcomeStep | StepPage
MAKERS: Final[Mapping[Step, Callable[[Bench], AnyPage]]] = {
    Step.WELCOME: WelcomeStep,
    Step.PROTECT: ProtectStep,
    Step.WORDS: WordsStep,
    Step.CHECK: CheckStep,
    Step.RESTORE: RestoreStep,
    Step.BACKUP: BackupStep,
    Step.NAME: NameStep,
}


def select(state: State) -> View:
    """Return what the first run draws."""
    identities = state.identities
    return View(state.onboarding, state.lock, identities.submission, identities.loading, state.health, state.backups)


class Pages(dict[Step, AnyPage]):
    """The pages of the first run, each made when it is first asked for."""

    def __init__(self, make: Callable[[Step], AnyPage]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, step: Step) -> AnyPage:
        """Make the page of a step."""
        self[step] = self._make(step)
        return self[step]

    def of(self, step: Step | None) -> AnyPage | None:
        """Return the page of a step, None where it has none."""
        return self[step] if step is not None and step in MAKERS else None


class FirstRunScreen(QWidget):
    """Shows the page of the current step; Enter goes on, Escape goes back.

    Nothing secret stays in a page that is not shown.
    """

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bench = bench
        self._stack = QStackedLayout(self)
        self.pages = Pages(self._make)
        self._view: View | None = None
        self._step: Step | None = None

    def _make(self, step: Step) -> AnyPage:
        page = MAKERS[step](self._bench)
        self._stack.addWidget(page)
        return page

    def draw(self, view: View) -> None:
        """Show the step and what has become of it."""
        self._view = view
        step = view.onboarding.step
        if step is not self._step:
            self._change(step, view)
        page = self.pages.of(step)
        if page is None:
            return
        page.draw(view)
        # What is being done greys the field that had the focus; it begins anew where it is needed.
        if self.isVisible() and not self._holds_focus():
            page.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def page(self) -> AnyPage | None:
        """Return the page that is shown."""
        return self.pages.of(self._step)

    def _change(self, step: Step, view: View) -> None:
        self._leave()
        self._step = step
        page = self.pages.of(step)
        if page is not None:
            page.enter(view)
            page.draw(view)
            self._stack.setCurrentWidget(page)
            page.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _leave(self) -> None:
        page = self.page()
        if page is not None:
            page.leave()

    def _holds_focus(self) -> bool:
        # The window's own: while another program is in front, the application has none.
        focused = self.window().focusWidget()
        return self.isAncestorOf(focused) and focused.isVisible() and focused.isEnabled()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw anew what was wiped when the page was hidden, and begin."""
        super().showEvent(event)
        if self._view is not None and not event.spontaneous():
            page = self.pages.of(self._view.onboarding.step)
            if page is not None:
                page.draw(self._view)
                page.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing secret behind the lock screen; a window that is only minimised stays as it is."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the focused button or do the step's verb on Enter; go back on Escape."""
        page = self.page()
        if page is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            if isinstance(focused, QAbstractButton) and not focused.isCheckable():
                focused.click()
            else:
                page.submit()
        elif event.key() == Qt.Key.Key_Escape:
            page.go_back()
        else:
            super().keyPressEvent(event)

"""The first run: one calm page a step, from the welcome to the first identity."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedLayout, QWidget

from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.screens.first_run_restore import RestoreStep
from qwallet_desktop.ui.screens.first_run_steps import NameStep, ProtectStep, WelcomeStep
from qwallet_desktop.ui.screens.first_run_words import CheckStep, WordsStep
from qwallet_desktop.ui.widgets.styling import set_look

__all__ = ["FirstRunScreen", "View", "select"]


def select(state: State) -> View:
    """Return what the first run draws."""
    return View(state.onboarding, state.lock, state.identities.submission, state.identities.loading, state.health)


class FirstRunScreen(QWidget):
    """Shows the page of the current step; Enter goes on, Escape goes back.

    Nothing secret stays in a page that is not shown.
    """

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pages: dict[Step, WelcomeStep | StepPage] = {
            Step.WELCOME: WelcomeStep(bench),
            Step.PROTECT: ProtectStep(bench),
            Step.WORDS: WordsStep(bench),
            Step.CHECK: CheckStep(bench),
            Step.RESTORE: RestoreStep(bench),
            Step.NAME: NameStep(bench),
        }
        self._stack = QStackedLayout(self)
        for page in self.pages.values():
            self._stack.addWidget(page)
        self._view: View | None = None
        self._step: Step | None = None

    def draw(self, view: View) -> None:
        """Show the step and what has become of it."""
        self._view = view
        step = view.onboarding.step
        if step is not self._step:
            self._change(step, view)
        page = self.pages.get(step)
        if page is None:
            return
        page.draw(view)
        # What is being done greys the field that had the focus; it begins anew where it is needed.
        if self.isVisible() and not self._holds_focus():
            page.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def page(self) -> WelcomeStep | StepPage | None:
        """Return the page that is shown."""
        return self.pages.get(self._step) if self._step is not None else None

    def _change(self, step: Step, view: View) -> None:
        self._leave()
        self._step = step
        page = self.pages.get(step)
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
            page = self.pages.get(self._view.onboarding.step)
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

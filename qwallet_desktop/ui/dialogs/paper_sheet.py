"""A sheet that makes something to hand on: a form, and in its place what was made, as codes, file and text."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import BeginAnew
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.paper_panel import PaperPanel
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.styling import column


class PaperSheet(FormSheet):
    """Subclasses put their form into it, and say whether its verb makes sense.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        another: What stands on the button that begins anew.
    """

    def __init__(self, bench: Bench, parent: QWidget, another: str) -> None:
        super().__init__(bench, parent, width=700)
        self._form = QWidget()
        self.form_stack = column(self._form, spacing=16)
        self.paper = PaperPanel(bench)
        self.another = GhostButton(another, lambda: bench.dispatch(BeginAnew()))
        self.body.addWidget(self._form)
        self.body.addWidget(self.paper)
        self.add_foot(self.another)
        self.paper.show_paper(None)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under what is in the form."""
        self.form_stack.addWidget(widget, stretch)

    def first_focus(self) -> QWidget | None:
        """Begin with what was made, where that is there."""
        return self.paper.save if self.paper.isVisibleTo(self) else super().first_focus()

    def show_offline(self, offline: Offline, *, ready: bool) -> None:
        """Draw what was made in place of the form.

        Args:
            offline: What was read and made here.
            ready: There is enough to do what the verb says.
        """
        made, before = offline.paper is not None, self.paper.isVisibleTo(self)
        self.paper.show_paper(offline.paper)
        if made:
            self.paper.show_saved(offline.saved, offline.problem, self.bench.numbers)
        self._form.setVisible(not made)
        self.another.setVisible(made or offline.found is not None)
        self.focusable().setVisible(ready and not made)
        self.set_verb_enabled(ready and not made and not offline.busy)
        self.set_cancel(self.tr("Done") if made else self.tr("Cancel"))
        if made and not before:
            self.paper.save.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from what opened the sheet, or from what was read."""
        if not took_held_enter(event):
            super().keyPressEvent(event)

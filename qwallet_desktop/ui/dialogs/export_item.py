"""An item to hand on without a network: the request to sign it while it is open, its evidence when it is closed."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.papers import PaperKind
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.paper_panel import PaperPanel
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.wording import sentence

_NARROW: Final = 700
_WIDE: Final = 940
_BESIDE: Final = 2
"""Codes that stand beside each other in the narrow sheet; in the wide one it is one more."""


@dataclass(frozen=True, slots=True)
class View:
    """What was made to hand on."""

    offline: Offline = Offline()


def select(state: State) -> View:
    """Return what the sheet draws."""
    return View(state.offline)


class ExportItemDialog(FormSheet):
    """Codes, file and text; there is nothing to fill in."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=_NARROW)
        self.set_title(self.tr("Export"))
        self.set_cancel(self.tr("Close"))
        # All that can be done is done by the buttons within.
        self.focusable().hide()
        self.set_verb_enabled(False)
        self._waits = PlainText(self.tr("Reading it anew, with all that is needed to check it…"), "muted", wrap=True)
        self.paper = PaperPanel(bench)
        for widget in (self._waits, self.paper, self.fault):
            self.add(widget)

    def first_focus(self) -> QWidget | None:
        """Begin with the first thing to do."""
        return self.paper.save if self.paper.isVisibleTo(self) else self._cancel

    def draw(self, view: View) -> None:
        """Draw what was made, or why nothing was."""
        offline = view.offline
        self._waits.setVisible(offline.busy and offline.paper is None)
        self.paper.show_paper(offline.paper)
        if offline.paper is not None:
            is_evidence = offline.paper.kind is PaperKind.EVIDENCE
            self.set_width(_WIDE if len(offline.paper.codes) > _BESIDE and not is_evidence else _NARROW)
            self.set_title(self.tr("Evidence") if is_evidence else self.tr("Request to sign"))
            self.paper.show_saved(offline.saved, offline.problem, self.bench.numbers)
            self.fault.hide()
        elif offline.problem is not None:
            self.say(sentence(offline.problem, self.bench.numbers), "danger", "warning")

    def submit(self) -> None:
        """Do nothing: there is no verb."""

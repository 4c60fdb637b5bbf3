"""Where something is read from without a network: a file, what was copied, or the codes on the screen."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from qwallet_desktop.domain.code_parts import Parts
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import BeginAnew, ReadSource
from qwallet_desktop.state.papers import FromClipboard, FromFile, FromScreen, Source, Wanted
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.files import open_files
from qwallet_desktop.ui.widgets.buttons import GhostButton, SecondaryButton
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import sentence


class SourcePanel(QWidget):
    """Buttons for the three ways, how many codes were read so far, and why nothing was."""

    def __init__(self, bench: Bench, wanted: Wanted, words: str) -> None:
        super().__init__()
        self._bench, self._wanted = bench, wanted
        self.file = SecondaryButton(self.tr("Open a file…"), self._ask_file, icon="folder")
        self.paste = SecondaryButton(self.tr("Paste"), lambda: self._read(FromClipboard()), icon="copy")
        self.look = SecondaryButton(self.tr("Read codes on the screen"), lambda: self._read(FromScreen()), icon="qr")
        self.anew = GhostButton(self.tr("Begin anew"), lambda: bench.dispatch(BeginAnew()))
        self._parts = Banner("", "accent", "qr")
        self._parts.add_action(self.anew)
        self._problem = Banner("", "danger", "warning")
        self._buttons = FlowRow(spacing=8)
        for button in (self.file, self.paste, self.look):
            self._buttons.add(button)
        help_words = self.tr("A picture of the codes will do too: open or paste it.")
        stack = column(self, spacing=12)
        for widget in (
            PlainText(words, "muted", wrap=True),
            self._buttons,
            PlainText(help_words, "caption", wrap=True),
            self._parts,
            self._problem,
        ):
            stack.addWidget(widget)
        self.show_state(Offline())

    def show_state(self, offline: Offline) -> None:
        """Show what was read so far."""
        self._buttons.setEnabled(not offline.busy)
        self._show_parts(offline.parts)
        self._show_problem(offline.problem)

    def said(self) -> tuple[str, ...]:
        """Return the sentences that are shown about what was read."""
        return tuple(one.accessibleName() for one in (self._parts, self._problem) if not one.isHidden())

    def _show_parts(self, parts: Parts) -> None:
        self._parts.setVisible(bool(parts.read))
        if parts.read:
            words = self.tr("{read} of {count} codes are read. Missing: {missing}.").format(
                read=len(parts.read), count=parts.count, missing=", ".join(str(one) for one in parts.missing)
            )
            self._parts.set_banner(words, "accent", "qr")

    def _show_problem(self, problem: Problem | None) -> None:
        self._problem.setVisible(problem is not None)
        if problem is not None:
            self._problem.set_banner(sentence(problem, self._bench.numbers), "danger", "warning")

    def _read(self, source: Source) -> None:
        self._bench.dispatch(ReadSource(self._wanted, source))

    def _ask_file(self) -> None:
        """Ask for a file, without a loop of its own."""
        dialog = QFileDialog(self, self.tr("Open a file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        files = self.tr("Qwallet files and pictures (*.json *.txt *.png *.jpg *.jpeg *.bmp)")
        dialog.setNameFilters([files, self.tr("All files (*)")])
        open_files(dialog, self.open_path)

    def open_path(self, path: Path) -> None:
        """Have a file read."""
        self._read(FromFile(path))

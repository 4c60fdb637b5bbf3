"""What is handed on without a network: its codes, and the same as a file, a picture or copied text."""

from pathlib import Path
from typing import assert_never

from PySide6.QtWidgets import QFileDialog, QWidget

from qwallet_desktop.domain.code_parts import MOST_PARTS
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.offline_actions import SavePaper
from qwallet_desktop.state.papers import Paper, PaperKind
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.files import open_files
from qwallet_desktop.ui.widgets.buttons import PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.code_grid import CodeGrid
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.id_label import copy_text
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import sentence


class PaperPanel(QWidget):
    """Shows one paper. Evidence is a file only: nobody reads it from a screen."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._paper: Paper | None = None
        self._words = PlainText("", "muted", wrap=True)
        self.codes = CodeGrid()
        self.save = PrimaryButton(self.tr("Save file…"), self._ask_file, icon="export")
        self.copy = SecondaryButton("", self._copy, icon="copy")
        self.picture = SecondaryButton(self.tr("Save codes as a picture…"), self._ask_picture, icon="qr")
        self._told = Banner()
        self._told.hide()
        buttons = FlowRow(spacing=8)
        for button in (self.save, self.copy, self.picture):
            buttons.add(button)
        stack = column(self, spacing=16)
        for widget in (self._words, buttons, self._told, self.codes):
            stack.addWidget(widget)

    def show_paper(self, paper: Paper | None) -> None:
        """Show a paper; nothing for None."""
        self.setVisible(paper is not None)
        if paper is None or paper == self._paper:
            return
        self._paper = paper
        codes = () if paper.kind is PaperKind.EVIDENCE else paper.codes
        self._words.set_text(self._said(paper))
        self.codes.setVisible(bool(codes))
        self.picture.setVisible(bool(codes))
        self.codes.set_codes(codes)
        self.copy.set_text(self.tr("Copy text"))
        self.copy.set_icon("copy")

    def show_saved(self, path: Path | None, problem: Problem | None, numbers: NumberStyle) -> None:
        """Say where the file is, or why it is not there."""
        if problem is not None:
            self._tell(sentence(problem, numbers), good=False)
        elif path is not None:
            self._tell(self.tr("Saved to {path}").format(path=path), good=True)

    def told(self) -> str:
        """Return what is said about the last saving; empty if nothing is."""
        return "" if self._told.isHidden() else self._told.accessibleName()

    def _said(self, paper: Paper) -> str:
        match paper.kind:
            case PaperKind.EVIDENCE:
                return self.tr(
                    "One file with everything that was signed. Whoever has it can check it with “qwallet verify”, "
                    "without this computer and without a network."
                )
            case PaperKind.REQUEST:
                words = self.tr(
                    "Give the file to whoever is to sign, or let them read the codes. There: “Sign an offline "
                    "request…”, or the command “qwallet sign”."
                )
            case PaperKind.SIGNATURE:
                words = self.tr(
                    "Give the file back to where the request came from, or let them read the code. There: “Import "
                    "signature…”. Until it is delivered, it changes nothing."
                )
            case PaperKind.MESSAGE:
                words = self.tr("Whoever gets the file or reads the code can verify that you signed this text.")
            case _:
                assert_never(paper.kind)
        if paper.codes:
            return words
        more = self.tr("It is too long for {most} QR codes: hand the file over.").format(most=MOST_PARTS)
        return f"{words} {more}"

    def _tell(self, words: str, *, good: bool) -> None:
        self._told.set_banner(words, "positive" if good else "danger", "check" if good else "warning")
        self._told.show()

    def _copy(self) -> None:
        if self._paper is not None:
            copy_text(self._paper.text)
            self.copy.set_text(self.tr("Text copied"))
            self.copy.set_icon("check")

    def _ask_file(self) -> None:
        """Ask where to save the text, without a loop of its own."""
        if self._paper is not None:
            dialog = self._dialog(self.tr("Save file"), "json", self.tr("Qwallet file (*.json)"))
            open_files(dialog, self.save_to, self._paper.name)

    def save_to(self, path: Path) -> None:
        """Have the text written to a file."""
        self._bench.dispatch(SavePaper(path))

    def _ask_picture(self) -> None:
        """Ask where to save the codes, without a loop of its own."""
        if self._paper is not None:
            dialog = self._dialog(self.tr("Save codes as a picture"), "png", self.tr("PNG picture (*.png)"))
            open_files(dialog, self.save_picture, Path(self._paper.name).with_suffix(".png").name)

    def save_picture(self, path: Path) -> None:
        """Write the codes as a picture and say how that ended."""
        if self.codes.image().save(str(path), "PNG"):  # type: ignore[call-overload]  # the stub wants bytes
            self.show_saved(path, None, self._bench.numbers)
        else:
            self.show_saved(None, Problem(Code.FILE_NOT_WRITTEN, {"file": path.name}), self._bench.numbers)

    def _dialog(self, title: str, suffix: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(suffix)
        dialog.setNameFilters([kinds])
        return dialog

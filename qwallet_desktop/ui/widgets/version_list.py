"""A history of rules: each version with who set it, when and why, and what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.styling import clear, column, row

SHOWN = 5
"""Versions that are shown before one asks for more."""


@dataclass(frozen=True, slots=True)
class VersionText:
    """One version in words.

    Attributes:
        title: Its number, and whether it is in force.
        when: Since when and by whom.
        moment: When exactly.
        reason: Why, in the words of who set it; may be empty.
        changes: What it changed.
    """

    title: str
    when: str
    moment: str
    reason: str
    changes: tuple[str, ...]


class VersionList(QWidget):
    """The newest versions, and *Show all*."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: tuple[VersionText, ...] = ()
        self._all = False
        self._stack = column(spacing=12)
        self.more = LinkButton(self.tr("Show all versions"), self._show_all)
        foot = row()
        foot.addWidget(self.more)
        foot.addStretch(1)
        outer = column(self, spacing=12)
        outer.addLayout(self._stack)
        outer.addLayout(foot)

    def set_versions(self, versions: Sequence[VersionText]) -> None:
        """Show versions, the newest first."""
        if tuple(versions) == self._versions:
            return
        self._versions = tuple(versions)
        self._place()

    def words(self) -> str:
        """Return what is shown."""
        shown = self._versions if self._all else self._versions[:SHOWN]
        return "\n".join(" ".join((one.title, one.when, one.reason, *one.changes)) for one in shown)

    def _show_all(self) -> None:
        self._all = True
        self._place()

    def _place(self) -> None:
        clear(self._stack)
        shown = self._versions if self._all else self._versions[:SHOWN]
        for place, version in enumerate(shown):
            if place:
                self._stack.addWidget(Rule())
            self._stack.addWidget(_Version(version))
        self.more.setVisible(len(shown) < len(self._versions))


class _Version(QWidget):
    def __init__(self, version: VersionText) -> None:
        super().__init__()
        stack, head = column(self, spacing=4), row(spacing=8)
        head.addWidget(PlainText(version.title, "strong"))
        when = PlainText(version.when, "caption", wrap=True)
        when.setToolTip(version.moment)
        head.addWidget(when, 1)
        stack.addLayout(head)
        if version.reason:
            stack.addWidget(PlainText(version.reason, "quote", wrap=True))
        for change in version.changes:
            stack.addWidget(PlainText(change, "muted", wrap=True))

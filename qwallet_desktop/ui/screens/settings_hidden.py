"""The group of settings with the identities that are hidden on this desktop, to show them again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.preferences import HideIdentity
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.labels import Rule
from qwallet_desktop.ui.widgets.setting_row import SettingRow, SettingsGroup
from qwallet_desktop.ui.widgets.styling import clear, column
from qwallet_desktop.ui.wording import status_word, type_word


class HiddenGroup(SettingsGroup):
    """A line for each; it is not there while none is hidden."""

    def __init__(self, dispatch: Callable[[Action], None], *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._dispatch = dispatch
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self.buttons: list[SecondaryButton] = []
        self.set_title(self.tr("Hidden identities"))
        self._lines = QWidget()
        self._stack = column(self._lines, spacing=0)
        self.add_plain(self._lines)

    def draw(self, identities: Identities, hidden: tuple[str, ...]) -> None:
        """List those that are hidden and that the node still shows."""
        there = tuple(IdentityId(each) for each in hidden if each in identities.known)
        shown = tuple((did, called(identities, did), self._said(identities, did)) for did in there)
        self.setVisible(bool(shown))
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._stack)
        self.buttons = []
        for at, (did, name, said) in enumerate(shown):
            button = SecondaryButton(self.tr("Show again"), partial(self._show, IdentityId(did)))
            button.setAccessibleName(self.tr("Show {name} again").format(name=name))
            self.buttons.append(button)
            if at:
                self._stack.addWidget(Rule())
            self._stack.addWidget(SettingRow(name, said, button))

    def _said(self, identities: Identities, did: IdentityId) -> str:
        identity = identities.known[did]
        return f"{type_word(identity.type)} · {status_word(identity.status)}"

    def _show(self, did: IdentityId) -> None:
        self._dispatch(HideIdentity(did, hidden=False))

"""Where one writes the invitation by which a node that others run lets one in; not there at a node of one's own."""

from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.invitations import invitation_text, parse_invitation
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.wording import host_of

CODES: Final = frozenset({Code.INVITATION_INVALID, Code.INVITATION_USED, Code.INVITATION_EXPIRED})
"""What may be wrong with one."""


class InvitationField(FormField):
    """A field with its help; hidden while nobody asks for an invitation."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        self.edit = TextField("")
        super().__init__("", self.edit, parent=parent)
        self.set_label(self.tr("Invitation"))
        self.edit.textEdited.connect(lambda _text: self.set_error(""))
        self.hide()

    def set_served(self, served: str, *, shown: bool) -> None:
        """Ask for an invitation if others run the node, and it is the time to."""
        self.setVisible(shown and bool(served))
        words = self.tr("From whoever runs the node at {host}. It lets one identity in, once.")
        self.set_help(words.format(host=host_of(served)))

    def given(self) -> Hidden | None:
        """Return the invitation, None where none is asked for.

        Raises:
            Refused: INVITATION_INVALID at `invitation`.
        """
        if self.isHidden():
            return None
        return Hidden(invitation_text(parse_invitation(self.edit.text())))

    def forget(self) -> None:
        """Empty the field."""
        self.edit.setText("")
        self.set_error("")

"""Warns of a DID that begins and ends like a known one without being it."""

from collections.abc import Iterable

from qwallet_desktop.domain.addressbook import look_alike
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.panels import Banner


class LookAlikeBanner(Banner):
    """A banner that is there only while there is something to warn of."""

    def __init__(self) -> None:
        super().__init__("", "caution", "warning")
        self.hide()

    def compare(self, typed: str, others: Iterable[IdentityId], identities: Identities) -> None:
        """Compare a DID as it is typed with one's own, those with a name, and others."""
        alike = look_alike(IdentityId(typed.strip()), [*identities.order, *identities.named, *others])
        self.setVisible(alike is not None)
        if alike is not None:
            words = self.tr("This DID begins and ends like that of {name}, and is another one. Compare all of it.")
            self.set_banner(words.format(name=called(identities, alike)), "caution", "warning")

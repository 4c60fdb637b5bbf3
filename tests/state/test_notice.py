"""What the node told stands in the list of notices as what others did."""

import pytest

from qwallet_desktop.domain.events import Event, StatusSet
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.notifications import noticed
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.state.notice import Notice, PaymentReceived, StatusTold, told
from tests.state.builders import ADA, EVE, NOW, entry, event, posted

FROZEN = StatusSet(EVE, IdentityStatus.FROZEN, "lost", NOW)


@pytest.mark.parametrize(
    ("happened", "notice"),
    [
        (posted(4, ADA, Direction.IN), PaymentReceived(entry(4, ADA, Direction.IN))),
        (event(4, ADA, FROZEN), StatusTold(ADA, FROZEN)),
    ],
)
def test_what_the_node_told_is_what_somebody_did(happened: Event, notice: Notice) -> None:
    notification = noticed(happened)
    assert notification is not None
    assert told(notification) == notice

"""To call an operation off can be undone: it is asked for anew, once, under an id of its own."""

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.state.operation import Cancelled
from qwallet_desktop.state.operations import RetryOperation, reduce
from tests.ui.builders import NOW
from tests.ui.operations import CALLED_OFF, known

FIRST, SECOND = (RequestId(f"00000000-0000-4000-8000-00000000000{number}") for number in (1, 2))


def test_what_was_called_off_is_asked_for_anew() -> None:
    operations, _ = reduce(known(CALLED_OFF), RetryOperation(CALLED_OFF.id, FIRST, NOW))
    again = operations.known[FIRST]
    assert (again.ask, again.identity_id, again.retry_of) == (CALLED_OFF.ask, CALLED_OFF.identity_id, CALLED_OFF.id)


def test_what_was_called_off_stays_so() -> None:
    operations, _ = reduce(known(CALLED_OFF), RetryOperation(CALLED_OFF.id, FIRST, NOW))
    assert isinstance(operations.known[CALLED_OFF.id].stage, Cancelled)


def test_a_second_click_asks_for_nothing_more() -> None:
    operations, _ = reduce(known(CALLED_OFF), RetryOperation(CALLED_OFF.id, FIRST, NOW))
    operations, _ = reduce(operations, RetryOperation(CALLED_OFF.id, SECOND, NOW))
    assert SECOND not in operations.known

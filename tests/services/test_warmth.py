"""What the services bring along, and what is done ahead of the first request."""

from qwallet_desktop.services.warmth import warm
from qwallet_desktop.wire.requests import GrantsAnswer
from qwallet_desktop.wire.shapes import adapter
from tests.helpers.interpreter import modules_after


def test_the_command_line_of_httpx_stays_out() -> None:
    loaded = modules_after("import qwallet_desktop.services.node_client")
    assert "httpx" in loaded
    assert not loaded & {"rich", "click", "pygments"}


def test_what_the_first_request_would_import_is_there_before_it() -> None:
    cold = modules_after("import qwallet_desktop.services.node_client")
    warmed = modules_after("from qwallet_desktop.services.warmth import warm; warm()")
    late = {"httpcore", "anyio._backends._asyncio"}
    assert not cold & late
    assert late <= warmed


def test_the_readers_of_the_first_answers_are_built() -> None:
    warm()
    assert adapter(GrantsAnswer).pydantic_complete

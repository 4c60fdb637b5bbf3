"""Slices of items: how many are open in all, each counted once however many of those who ask may see it."""

import pytest

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.node import items
from qwallet_desktop.node.items import Asked, Viewer
from tests.node.approving import Wanted, opened, vote
from tests.node.builders import Bank, person, register

CLEO, DORA = person("Cleo"), person("Dora")


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    register(bank.node, CLEO)
    register(bank.node, DORA)


def counted(bank: Bank, actors: list[IdentityId], readable: list[IdentityId], asked: Asked) -> int:
    with bank.node.read() as connection:
        return items.page(connection, Viewer(actors, readable), asked).open


@pytest.fixture
def waiting(bank: Bank) -> None:
    """Let four wait for Cleo, of which she rejects one."""
    asked = [opened(bank, bank.ann, Wanted((CLEO,), units=100 + number)) for number in range(4)]
    for item in asked:
        vote(bank.node, item, bank.ann)
    vote(bank.node, asked[0], CLEO, Choice.REJECT, "No")


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("chunk", [1, 5_000], ids=["many questions", "one question"])
def test_each_open_item_is_counted_once_whoever_of_them_sees_it(
    bank: Bank, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "IN_ONE_QUESTION", chunk)
    everybody = [bank.ann.id, CLEO.id, DORA.id]
    assert counted(bank, everybody, everybody, Asked(limit=1)) == 3
    assert counted(bank, [CLEO.id, DORA.id], [CLEO.id, DORA.id], Asked(are_open=False)) == 3
    assert counted(bank, everybody, everybody, Asked(identity_id=CLEO.id)) == 0


@pytest.mark.usefixtures("waiting")
def test_nobody_sees_nothing(bank: Bank) -> None:
    assert counted(bank, [], [], Asked()) == 0

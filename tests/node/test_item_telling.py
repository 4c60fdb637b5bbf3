"""News of items: what can not be told to somebody stops neither the item nor what others are told."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from qwallet_desktop.domain.multisig import ItemStatus
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working
from tests.helpers.logs import LogCollector
from tests.node.approving import Wanted, news, opened, proposed, read, stands, vote
from tests.node.builders import Bank, accepted, code, person, register, rows

CLEO, DORA, EVE = person("Cleo"), person("Dora"), person("Eve")
TWO = Wanted((CLEO, DORA), required=2)


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    for who in (CLEO, DORA, EVE):
        register(bank.node, who)


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be told news whose name is Cleo."""
    tell = Working.tell

    def fails(self: Working, holder: IdentityRow, kind: str, subject: int) -> None:
        tell(self, holder, kind, subject)
        if kind == "ITEM_NEWS" and holder.identity.name == "Cleo":
            message = "no"
            raise RuntimeError(message)

    monkeypatch.setattr(Working, "tell", fails)


@pytest.mark.usefixtures("deaf")
def test_a_proposal_stands_though_an_approver_can_not_be_told(bank: Bank, expected_logs: LogCollector) -> None:
    item = proposed(bank, bank.ann, TWO)

    assert stands(bank, item) is ItemStatus.PENDING
    assert ([one.status for one in news(bank, DORA)], news(bank, CLEO)) == ([ItemStatus.PENDING], [])
    assert "was not told" in expected_logs.lines[0]


@pytest.mark.usefixtures("deaf", "expected_logs")
def test_it_is_carried_out_though_its_initiator_can_not_be_told(bank: Bank) -> None:
    accepted(bank.pay("50.00", recipient=CLEO.id))
    item = proposed(bank, CLEO, Wanted((DORA,)))

    assert stands(bank, read(vote(bank.node, item, DORA))) is ItemStatus.EXECUTED
    accepted(bank.pay("1.00"))
    places = [row["sequence"] for row in rows(bank.node, "SELECT sequence FROM events ORDER BY sequence")]
    assert places == list(range(1, len(places) + 1))


def test_where_the_database_fails_with_the_news_nothing_is_kept(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, expected_logs: LogCollector
) -> None:
    item = opened(bank, bank.ann, TWO)
    tell = Working.tell

    def fails(self: Working, holder: IdentityRow, kind: str, subject: int) -> None:
        if kind == "ITEM_NEWS":
            message = "gone"
            raise SQLAlchemyError(message)
        tell(self, holder, kind, subject)

    monkeypatch.setattr(Working, "tell", fails)

    assert code(vote(bank.node, item, bank.ann)) == "INTERNAL"
    assert (stands(bank, item), len(expected_logs.records)) == (ItemStatus.DRAFT, 1)

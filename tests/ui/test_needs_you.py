"""What waits for somebody's signature stands on the overview of the one whom it concerns, and leads to the inbox."""

from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.money import PLAIN
from qwallet_desktop.state.items_known import MultiSig
from qwallet_desktop.state.navigation import GoTo, Page, ShowItem
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.item_terms import ItemTerms
from qwallet_desktop.ui.screens.needs_you import NeedsYou
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, NOW
from tests.ui.builders import bench

TERMS = ItemTerms(EVERYONE, Map(), PLAIN)
MINE = told.item(1, told.paying(), whose=MARA, initiator=MARA, approvers=(ACME,), signed=(MARA,))
MORE = told.item(2, told.paying(), whose=MARA, initiator=MARA, approvers=(ACME,), signed=(MARA,))
JOINS = told.item(3, told.paying(), whose=MARA, initiator=MARA, approvers=(ACME,), joining=(LEO,), signed=(MARA,))


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def line(qtbot: QtBot, actions: list[Action]) -> NeedsYou:
    made = NeedsYou(bench(actions.append))
    qtbot.addWidget(made)
    return made


def test_what_waits_for_it_is_named_and_opened(line: NeedsYou, actions: list[Action]) -> None:
    line.show_items(told.known(MINE), ACME, (ACME,), TERMS)
    assert line.accessibleName().startswith("Needs your signature: 25.00 QTK to Leo")
    line.look.click()
    assert actions == [ShowItem(MINE.proposal.item_id)]


def test_several_are_counted_and_lead_to_the_inbox(line: NeedsYou, actions: list[Action]) -> None:
    line.show_items(told.known(MINE, MORE), ACME, (ACME,), TERMS)
    assert line.accessibleName() == "2 requests need your signature."
    line.look.click()
    assert actions == [GoTo(Page.INBOX)]


def test_who_is_asked_to_join_is_told_so(line: NeedsYou) -> None:
    line.show_items(told.known(JOINS), LEO, (LEO,), TERMS)
    assert line.accessibleName().startswith("You are asked to join: ")


def test_it_is_said_where_the_payer_is_looked_at_too(line: NeedsYou) -> None:
    line.show_items(told.known(MINE), MARA, (MARA, ACME), TERMS)
    assert not line.isHidden()


@pytest.mark.parametrize(
    ("items", "who", "held"),
    [
        (told.known(MINE), ACME, ()),
        (told.known(MINE), LEO, (ACME, LEO)),
        (told.known(replace(MINE, proposal=replace(MINE.proposal, expires_at=NOW - timedelta(1)))), ACME, (ACME,)),
        (told.known(), ACME, (ACME,)),
    ],
    ids=["its key is elsewhere", "another's", "too late", "nothing"],
)
def test_what_does_not_concern_it_takes_no_room(line: NeedsYou, items: MultiSig, who: object, held: object) -> None:
    line.show_items(items, who, held, TERMS)  # type: ignore[arg-type]  # identities
    assert line.isHidden()


def test_what_was_signed_meanwhile_goes(line: NeedsYou) -> None:
    line.show_items(told.known(MINE), ACME, (ACME,), TERMS)
    line.show_items(told.known(told.rejected(MINE, ACME, "no")), ACME, (ACME,), TERMS)
    assert line.isHidden()

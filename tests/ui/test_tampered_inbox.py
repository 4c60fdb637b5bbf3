"""A lying node before the real page: the button that signs stays off, and the check that failed is named."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.checks import Anchors, CheckName
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.state.item_actions import LoadOpenItems, OpenItemsLoaded
from qwallet_desktop.state.item_records import LoadRecord, OwnCheck, RecordChecked, may_sign, standing
from qwallet_desktop.state.last_known import Memory
from qwallet_desktop.state.navigation import ShowItem
from qwallet_desktop.state.part import record_part
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.receipt.check_words import name_words
from qwallet_desktop.ui.screens.inbox import InboxScreen, select
from qwallet_desktop.wire.shapes import adapter, dump
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, NOW, did, public
from tests.helpers.tampering import Path, changes, kind_of, put
from tests.ui import builders
from tests.ui.screens import put_up
from tests.verify.records import ASKER, FIRST, THIRD, Said, group, group_record, payment, proposal_of

LATER = NOW + timedelta(hours=1)
ME = Identity(did(THIRD), IdentityType.ROOT, "Third", IdentityStatus.ACTIVE, None, can_issue=False, created_at=NOW)


def truth() -> ItemRecord:
    """Return a payment of a company that one of two has signed, and waits for mine."""
    who = group()
    return group_record(who, proposal_of(who, payment(), Subject.TRANSFER), Said(ASKER), Said(FIRST))


def told(listed: Item, record: ItemRecord) -> State:
    """Return what a desktop knows to whom a node has told an item in its list, and then its record."""
    state = builders.state(ME).having({"last_known": Memory(node_id=NODE)})
    anchors = Anchors(NODE, record.item.proposal.identity_id, public(NODE_KEY).hex())
    item_id = record.item.proposal.item_id
    steps: tuple[Action, ...] = (
        LoadOpenItems(1),
        OpenItemsLoaded((listed,), NOW, 1),
        ShowItem(item_id),
        LoadRecord(item_id),
        RecordChecked(record, check_record(record, NODE, anchors)),
    )
    for step in steps:
        state, _ = reduce(state, step)
    if record_part(item_id) not in state.lazy.fresh:
        # Something was told of it since: then it is read once more, and says the same.
        for step in (LoadRecord(item_id), steps[-1]):
            state, _ = reduce(state, step)
    return state


@dataclass
class Page:
    """The page that a person looks at."""

    screen: InboxScreen

    def offers(self) -> bool:
        """Tell whether anything could be signed, rejected or withdrawn by a click or a key."""
        return any(self.screen.detail.buttons.is_offered(choice) for choice in Choice)

    def says(self) -> str:
        return self.screen.detail.checks.words()


def page(qtbot: QtBot, state: State) -> Page:
    def now() -> datetime:
        return LATER

    bench = builders.bench(lambda _action: None)
    screen = InboxScreen(Bench(bench.dispatch, now, bench.new_request_id, bench.new_salt, bench.numbers))
    screen.draw(select(state))
    put_up(qtbot, screen)
    return Page(screen)


def lied(at: Path, other: Any) -> ItemRecord:
    """Return the record with another value in one place."""
    return adapter(ItemRecord).validate_json(json.dumps(put(json.loads(dump(truth())), at, other)), strict=True)


PROPOSAL: Path = ("item", "proposal")
LIES: dict[str, tuple[Path, Any, CheckName]] = {
    "amount": ((*PROPOSAL, "matter", "amount", "value"), "9925.00", CheckName.INITIATOR_SIGNED),
    "recipient": ((*PROPOSAL, "matter", "recipient"), did(91), CheckName.INITIATOR_SIGNED),
    "approver": ((*PROPOSAL, "approvers"), [did(FIRST), did(91), did(THIRD)], CheckName.APPROVERS_BY_CHARTER),
    "required": ((*PROPOSAL, "required"), 1, CheckName.APPROVERS_BY_CHARTER),
    "reason": ((*PROPOSAL, "reason"), "It is not due", CheckName.INITIATOR_SIGNED),
    "expiry": ((*PROPOSAL, "expiresAt"), "2027-03-07T05:06:07.089000Z", CheckName.TIME_IN_ORDER),
    "signature": (("item", "votes", 1, "signature"), "00" * 64, CheckName.VOTES_SIGNED),
    "signer": (("item", "votes", 1, "signer"), did(THIRD), CheckName.VOTES_SIGNED),
    "member": (("group", "charter", "members", 0, "identityId"), did(91), CheckName.GROUP_CHAIN),
    "threshold": (("group", "founding", "charter", "threshold"), 1, CheckName.GROUP_CHAIN),
    "token": (("tokens", 0, "decimals"), 0, CheckName.TOKEN_DECLARED),
}


def test_what_is_true_can_be_signed(qtbot: QtBot) -> None:
    record = truth()
    shown = page(qtbot, told(record.item, record))
    assert shown.screen.detail.buttons.is_offered(Choice.SIGN)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_that_the_whole_node_tells_is_not_signed_and_the_check_is_named(qtbot: QtBot, lie: str) -> None:
    at, other, check = LIES[lie]
    record = lied(at, other)
    shown = page(qtbot, told(record.item, record))
    assert not shown.offers()
    assert "Don't sign this" in shown.says()
    assert name_words(check) in _all_words(shown)


def _all_words(shown: Page) -> str:
    """Return the line and the list under it, which is open where something fails."""
    checks = shown.screen.detail.checks
    assert not checks.list.isHidden()
    rows = (row.accessibleName() for row in checks.list.findChildren(QWidget))
    return "\n".join((shown.says(), *(row for row in rows if ": fails" in row)))


@pytest.mark.parametrize("lie", [name for name, (at, _, _) in LIES.items() if at[:2] == PROPOSAL])
def test_a_list_that_says_another_thing_than_the_record_is_not_signed(qtbot: QtBot, lie: str) -> None:
    at, other, _ = LIES[lie]
    shown = page(qtbot, told(lied(at, other).item, truth()))
    assert not shown.offers()
    assert name_words(OwnCheck.PROPOSAL_UNCHANGED) in _all_words(shown)


def test_that_it_was_carried_out_is_not_believed_without_signatures_and_a_proof(qtbot: QtBot) -> None:
    item = truth().item
    made = {"at": "2026-03-04T05:30:00.000000Z", "transferId": "tr_" + "0d" * 16, "kind": "EXECUTED"}
    record = lied(("item", "closing"), made)
    shown = page(qtbot, told(record.item, record))
    assert (shown.offers(), item.closing) == (False, None)
    assert name_words(CheckName.STATUS_FOLLOWS) in _all_words(shown)


def test_no_list_can_change_any_value_of_an_item_so_that_it_is_signed() -> None:
    record, silent = truth(), set[str]()
    item_id = record.item.proposal.item_id
    for at, document in changes(json.loads(dump(record.item))):
        try:
            listed = adapter(Item).validate_json(json.dumps(document), strict=True)
        except ValidationError:
            continue
        if listed == record.item or listed.proposal.item_id != item_id:
            continue  # the same, or another item, of which there is no record
        state = told(listed, record)
        shown = state.multisig.known[item_id]
        reading = standing(state.item_records, shown, altered=state.multisig.altered, is_fresh=True)
        if shown != record.item and may_sign(reading):
            silent.add(kind_of(at))
    assert silent == set()


def test_an_event_after_the_record_changes_nothing_that_can_be_signed() -> None:
    """The liar waits until everything was checked, and tells another amount then."""
    record = truth()
    state = told(record.item, record)
    matter = replace(payment(), memo="Another")
    other = replace(record.item, proposal=replace(record.item.proposal, matter=matter))
    state, _ = reduce(state, OpenItemsLoaded((other,), NOW, 1))
    shown = state.multisig.known[record.item.proposal.item_id]
    reading = standing(state.item_records, shown, altered=state.multisig.altered, is_fresh=True)
    assert (shown, may_sign(reading)) == (record.item, False)

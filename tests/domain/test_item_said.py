"""What of an item is the node's word is named, and nothing that a signature is over."""

from dataclasses import replace
from datetime import timedelta

from qwallet_desktop.domain.checks import Anchors, Check, CheckName, Verdict
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.item_said import Said, nodes_word
from qwallet_desktop.domain.multisig import ExecutionFailed, Expired
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import NODE, NOW
from tests.verify.records import OWNER, guarded, holders_proposal, holders_record, paid, signers_changed
from tests.verify.records import Said as Vote

ALWAYS = {Said.VOTE_TIMES, Said.OTHER_VOTES, Said.POLICY, Said.NAMES, Said.LOG_KEY}


def said(record: ItemRecord) -> set[Said]:
    return set(nodes_word(record, check_record(record, NODE, Anchors(NODE))))


def test_of_a_groups_payment_it_is_what_was_moved() -> None:
    assert said(paid()) == ALWAYS | {Said.FAMILY, Said.TRANSFER}


def test_of_new_signers_nothing_was_moved() -> None:
    assert said(signers_changed()) == ALWAYS


def test_of_a_single_holder_it_is_who_else_may_have_to_agree() -> None:
    assert said(guarded()) == ALWAYS | {Said.FAMILY, Said.TRANSFER, Said.UNGUARDED}
    alone = holders_record(holders_proposal(OWNER, OWNER), [Vote(OWNER), Vote(OWNER)])
    assert said(alone) == ALWAYS | {Said.FAMILY, Said.TRANSFER, Said.ALONE}


def test_why_it_failed_or_ended_is_the_nodes_word() -> None:
    record = replace(paid(), proof=None)
    for closing, word in (
        (ExecutionFailed(NOW, Problem(Code.INSUFFICIENT_FUNDS)), Said.FAILURE),
        (Expired(NOW + timedelta(days=9)), Said.ENDED),
    ):
        told = said(replace(record, item=replace(record.item, closing=closing)))
        assert told == (ALWAYS - {Said.LOG_KEY}) | {Said.FAMILY, word}


def test_that_admins_are_closed_is_the_nodes_word() -> None:
    closed = Check(CheckName.APPROVERS_BY_CHARTER, Verdict.NODES_WORD, {"part": "closed"})
    assert Said.CLOSED_ADMINS in nodes_word(paid(), (closed,))

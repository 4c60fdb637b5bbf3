"""Signatures on items that others bring, those that are none, and the agreement of who would join by an item."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.matters import PolicyMatter, Subject
from qwallet_desktop.domain.messages import Successor, message_hash
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, verify_vote, vote_message
from qwallet_desktop.node import items
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.multisig import open_item
from qwallet_desktop.node.policies import put_policy
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.voting import SignItem
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.shapes import adapter
from tests.node.approving import Wanted, in_a_turn, newest, news, opened, proposed, read, signing, stands, vote
from tests.node.builders import Bank, Person, accepted, ask, code, person, register, rows
from tests.node.ruled import found

CLEO, DORA, EVE = person("Cleo"), person("Dora"), person("Eve")
TWO = Wanted((CLEO, DORA), required=2)
REJECT, CANCEL = Choice.REJECT, Choice.CANCEL


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    for who in (CLEO, DORA, EVE):
        register(bank.node, who)


def brought(  # noqa: PLR0913, PLR0917  (a signature is these)
    bank: Bank, item: Item, signer: Person, by: Person, choice: Choice = Choice.SIGN, reason: str = ""
) -> Reply:
    """Let somebody bring another's signature."""
    return ask(bank.node, by, replace(signing(bank.node, item, signer, choice, reason), signer=signer.id))


def test_who_may_see_an_item_brings_the_signature_of_another(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    signed = read(brought(bank, item, CLEO, bank.ann))

    assert [one.signer for one in signed.votes] == [bank.ann.id, CLEO.id]
    assert verify_vote(signed, signed.votes[1], bank.node.node_id)
    assert stands(bank, read(brought(bank, item, DORA, CLEO))) is ItemStatus.EXECUTED


def test_the_leaf_tells_whose_signature_it_is_and_who_brought_it(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    accepted(brought(bank, item, CLEO, bank.ann))
    (leaf,) = rows(
        bank.node, "SELECT actor, payload FROM audit_leaves JOIN audit_payloads ON leaf_n = n ORDER BY n DESC LIMIT 1"
    )

    assert leaf["actor"] == bank.ann.id
    assert f'"broughtBy":"{bank.ann.id}"' in leaf["payload"]
    assert f'"signer":"{CLEO.id}"' in leaf["payload"]


def test_the_first_signature_may_be_brought_by_who_reads_all_items_of_an_identity(bank: Bank) -> None:
    sub = person("Sub")
    register(bank.node, sub, parent=bank.ann)
    accepted(bank.pay("50.00", recipient=sub.id))
    item = opened(bank, sub, TWO)

    assert stands(bank, read(brought(bank, item, sub, bank.ann))) is ItemStatus.PENDING
    assert [one.status for one in news(bank, CLEO)] == [ItemStatus.PENDING]


def test_what_was_brought_is_told_as_the_signers_doing(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO, DORA), required=1))
    before = newest(bank)
    accepted(brought(bank, item, CLEO, DORA))

    assert [(one.status, one.by) for one in news(bank, bank.ann, before)] == [(ItemStatus.EXECUTED, CLEO.id)]


def test_rejections_may_be_brought_too(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    assert stands(bank, read(brought(bank, item, CLEO, DORA, REJECT, "No"))) is ItemStatus.REJECTED


def test_taking_back_is_the_initiators_whoever_brings_it(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    assert code(brought(bank, item, CLEO, bank.ann, CANCEL, "No")) == "NOT_PERMITTED"
    assert stands(bank, read(brought(bank, item, bank.ann, CLEO, CANCEL, "No"))) is ItemStatus.CANCELLED


def test_a_stranger_to_an_item_brings_no_signature(bank: Bank) -> None:
    assert code(brought(bank, proposed(bank, bank.ann, TWO), CLEO, EVE)) == "ITEM_UNKNOWN"


@pytest.mark.parametrize("stranger", [EVE, person("Nobody knows")], ids=["known", "unknown"])
def test_a_strangers_signature_is_not_taken_whoever_brings_it(bank: Bank, stranger: Person) -> None:
    assert code(brought(bank, proposed(bank, bank.ann, TWO), stranger, CLEO)) == "NOT_AN_APPROVER"


def test_a_signature_is_brought_once(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    accepted(vote(bank.node, item, CLEO))
    assert code(brought(bank, item, CLEO, bank.ann)) == "ALREADY_SIGNED"


def test_anothers_signature_does_not_pass_for_ones_own(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    wrong = replace(signing(bank.node, item, CLEO), signer=DORA.id)

    assert code(ask(bank.node, bank.ann, wrong)) == "SIGNATURE_WRONG"


def test_whose_signature_is_brought_is_looked_at_not_who_brings_it(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    accepted(ask(bank.node, CLEO, SetStatus(CLEO.id, "FROZEN", "The phone was lost")))

    assert code(brought(bank, item, CLEO, DORA)) == "IDENTITY_FROZEN"
    assert accepted(brought(bank, item, DORA, CLEO))["votes"]


# ------------------------------------------------------------------- signatures that are none


def altered(bank: Bank, item: Item, change: Callable[[bytes], bytes]) -> SignItem:
    made = signing(bank.node, item, CLEO)
    return replace(made, signature=change(bytes.fromhex(made.signature)).hex())


@pytest.mark.parametrize("bit", [0, 7, 255, 256, 511])
def test_with_one_bit_flipped_it_is_wrong(bank: Bank, bit: int) -> None:
    def flip(signature: bytes) -> bytes:
        return bytes(one ^ (1 << bit % 8) if place == bit // 8 else one for place, one in enumerate(signature))

    assert code(ask(bank.node, CLEO, altered(bank, proposed(bank, bank.ann, TWO), flip))) == "SIGNATURE_WRONG"


def test_over_the_digest_in_place_of_the_message_it_is_wrong(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    message = vote_message(item, CLEO.id, Choice.SIGN, "", bank.node.node_id)
    digest = CLEO.sign(bytes.fromhex(message_hash(message)))

    assert code(ask(bank.node, CLEO, altered(bank, item, lambda _: digest))) == "SIGNATURE_WRONG"


def test_over_another_nodes_id_it_is_wrong(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    elsewhere = CLEO.sign(vote_message(item, CLEO.id, Choice.SIGN, "", NodeId("00" * 16)))

    assert code(ask(bank.node, CLEO, altered(bank, item, lambda _: elsewhere))) == "SIGNATURE_WRONG"


@pytest.mark.parametrize(("early", "said"), [(0.001, ""), (0, "ITEM_EXPIRED"), (-0.001, "ITEM_EXPIRED")])
def test_it_is_taken_to_the_last_millisecond(bank: Bank, early: float, said: str) -> None:
    item = proposed(bank, bank.ann, TWO)
    bank.clock.forward(hours=72)
    bank.clock.now -= timedelta(seconds=early)
    reply = vote(bank.node, item, CLEO)

    assert (code(reply) if said else reply.status) == (said or 200)


@pytest.mark.parametrize("by_new_key", [True, False])
def test_two_keys_of_one_identity_do_not_both_sign(bank: Bank, *, by_new_key: bool) -> None:
    group = found(
        bank.node, bank.ann, {bank.ann: (Role.INITIATOR, Role.ADMIN), CLEO: (Role.SIGNER,), DORA: (Role.SIGNER,)}, 2
    )
    accepted(bank.pay("50.00", recipient=group))
    before = asked_of(bank, group)
    accepted(vote(bank.node, before, CLEO))
    new = person("New Cleo")
    message = Successor(CLEO.id, new.id, CLEO.id, bank.node.node_id).message()
    accepted(ask(bank.node, CLEO, Succeed(CLEO.id, new.id, new.sign(message).hex(), CLEO.sign(message).hex(), None)))

    # What was open is superseded with the key; in what is opened now only the new one may sign.
    assert code(vote(bank.node, before, DORA)) == "ITEM_SUPERSEDED"
    after = asked_of(bank, group)
    accepted(vote(bank.node, after, new))
    signer = new if by_new_key else CLEO
    assert code(brought(bank, after, signer, DORA)) == ("ALREADY_SIGNED" if by_new_key else "NOT_AN_APPROVER")
    assert stands(bank, after) is ItemStatus.PENDING


def asked_of(bank: Bank, group: IdentityId) -> Item:
    """Let Ann ask for a payment of a group's."""
    reply = ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "1.00", "", group))
    return read(vote(bank.node, adapter(Item).validate_json(reply.body), bank.ann))


def test_under_a_policy_that_changed_meanwhile_nothing_is_signed_that_was_asked_before(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    accepted(vote(bank.node, item, CLEO))
    in_a_turn(bank.node, bank.ann.id, lambda turn: put_policy(turn, turn.actor, ConsentPolicy(can_vote=False), ""))

    assert code(brought(bank, item, DORA, CLEO)) == "ITEM_SUPERSEDED"


# -------------------------------------------------------------------------------- who joins


def joining(bank: Bank) -> Item:
    """Let an item need Cleo's agreement, and Dora's, who would join by it."""
    matter = PolicyMatter(ConsentPolicy(can_vote=False), 0)

    def work(turn: Turn) -> Item:
        return open_item(
            turn,
            turn.actor,
            Subject.POLICY_CHANGE,
            matter,
            reason="",
            approval=Approval((CLEO.id,), 1),
            initiator_counts=False,
            joining=(DORA.id,),
        )

    item = in_a_turn(bank.node, bank.ann.id, work)
    return read(vote(bank.node, item, bank.ann))


def test_who_would_join_is_told_and_sees_it(bank: Bank) -> None:
    item = joining(bank)

    assert [one.proposal for one in news(bank, DORA)] == [item.proposal]
    with bank.node.read() as connection:
        assert items.item(connection, item.proposal.item_id, [DORA.id], lambda _: False) == item


@pytest.mark.parametrize("order", [(CLEO, DORA), (DORA, CLEO)])
def test_it_is_carried_out_once_enough_and_all_who_join_have_signed(bank: Bank, order: tuple[Person, Person]) -> None:
    item = joining(bank)
    first, second = order

    assert stands(bank, read(vote(bank.node, item, first))) is ItemStatus.PENDING
    assert stands(bank, read(vote(bank.node, item, second))) is ItemStatus.EXECUTED


def test_who_would_join_and_does_not_want_to_ends_it(bank: Bank) -> None:
    item = joining(bank)
    accepted(vote(bank.node, item, CLEO))

    assert stands(bank, read(vote(bank.node, item, DORA, REJECT, "Not me"))) is ItemStatus.REJECTED


def test_who_would_join_signs_once(bank: Bank) -> None:
    item = joining(bank)
    accepted(vote(bank.node, item, DORA))
    assert code(vote(bank.node, item, DORA)) == "ALREADY_SIGNED"

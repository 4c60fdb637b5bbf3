"""Says in words what was decided, by whom, when and by which rules; only of evidence that holds."""

from collections.abc import Iterator
from typing import Final, assert_never

from qwallet_desktop.domain.dossier import Dossier
from qwallet_desktop.domain.group_chain import charter_at
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.item_log import became
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.item_status import confirms_itself
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    UnfreezeMatter,
    payments_of,
)
from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.multisig import Choice, Executed, ItemStatus, Vote, proposal_hash
from qwallet_desktop.verify.rule_words import charter_lines, limits_lines, money, policy_lines

WIDTH: Final = 12

_BECAME: Final = {
    ItemStatus.EXECUTED: "approved, and carried out",
    ItemStatus.REJECTED: "REJECTED: it was not approved, and not carried out",
    ItemStatus.CANCELLED: "CANCELLED: it was taken back, and not carried out",
}


def told(read: Dossier) -> Iterator[str]:
    """Say what a file of evidence shows.

    Args:
        read: One whose checks hold, so that its item was executed, rejected or cancelled.
    """
    record = read.record
    yield _named("Decision", _BECAME.get(became(record.item), became(record.item).value))
    if record.proof is not None:
        key = record.proof.node_key
        yield _named(
            "When", f"{timestamp(record.proof.entry.at)} (audit log, leaf {record.proof.entry.index}, key {key})"
        )
    yield from asked(read)


def asked(read: Dossier) -> Iterator[str]:
    """Say what was asked for, of whom, and who has signed so far: of evidence, and of a request whose checks hold."""
    record, proposal = read.record, read.record.item.proposal
    yield from _what(record)
    yield _named("For", _who_acts(record))
    yield _named("Reason", f"“{proposal.reason}”" if proposal.reason else "none was given")
    yield _named("Asked by", f"{proposal.initiator}, {timestamp(proposal.opened_at)}")
    for vote in record.item.votes:
        yield from _vote(record, vote)
    yield _named("Needed", _needed(record))
    yield _named("Rules", _rules(record))
    yield _named("Item", f"{proposal.item_id}, number {proposal.number}, subject {proposal.subject}")
    yield _named("Hash", proposal_hash(proposal, read.node_id))
    yield _named("Node", read.node_id)


def _named(name: str, words: str) -> str:
    return f"{name:<{WIDTH}}{words}"


def _what(record: ItemRecord) -> Iterator[str]:
    matter = record.item.proposal.matter
    match matter:
        case PaymentMatter():
            yield from _paid(payments_of(matter)[0], record, "Payment")
            if isinstance(record.item.closing, Executed) and record.item.closing.transfer_id:
                yield _named("Transfer", record.item.closing.transfer_id)
        case BatchMatter(payments):
            yield _named("What", f"{len(payments)} payments, all or none")
            for number, one in enumerate(payments, 1):
                yield from _paid(one, record, f"Payment {number}")
        case PolicyMatter(policy, base):
            yield _named("What", f"A new policy, version {base + 1}")
            yield from policy_lines(policy)
        case LimitMatter(scope, limits, base):
            yield _named("What", f"New limits of the {scope.value.lower()}, version {base + 1}")
            yield from limits_lines(limits, record.tokens)
        case SignersMatter(charter, base):
            yield _named("What", f"New signers and roles, charter version {base + 1}")
            yield from charter_lines(_charter(record), charter, record.tokens)
        case FreezeMatter():
            yield _named("What", "A freeze: nothing goes out until it is lifted")
        case UnfreezeMatter(frozen_for):
            yield _named("What", f"The end of a freeze, whose reason was “{frozen_for}”")
        case _:
            assert_never(matter)


def _paid(one: BatchPayment, record: ItemRecord, name: str) -> Iterator[str]:
    yield _named(
        name, f"{money(one.amount, record.tokens)}, memo “{one.memo}”" if one.memo else money(one.amount, record.tokens)
    )
    yield _named("  from", record.item.proposal.identity_id)
    yield _named("  to", one.recipient)
    issuers = [token.issuer for token in record.tokens if token.id == one.amount.token_id]
    yield _named("  token", f"{one.amount.token_id}, issued by {' '.join(issuers)}")


def _who_acts(record: ItemRecord) -> str:
    whose, group = record.item.proposal.identity_id, record.group
    return whose if group is None else f"{whose}, founded as “{group.founding.name}” ({group.founding.type})"


_CHOSEN: Final = {Choice.SIGN: "Signed by", Choice.REJECT: "Rejected by", Choice.CANCEL: "Taken back"}


def _vote(record: ItemRecord, vote: Vote) -> Iterator[str]:
    proposal, place = record.item.proposal, record.item.votes.index(vote)
    reason = f", because “{vote.reason}”" if vote.reason else ""
    note = ""
    if place == 0 and vote.choice is Choice.SIGN:
        counts = proposal.initiator_counts and vote.signer in proposal.approvers
        note = " (asks for it, and agrees)" if counts else " (asks for it)"
    elif vote.signer in proposal.joining:
        note = " (would join by it)"
    yield _named(_CHOSEN[vote.choice], f"{vote.signer}{note}{reason}; the signature holds")


def _needed(record: ItemRecord) -> str:
    proposal = record.item.proposal
    if confirms_itself(proposal):
        return f"a second signature of {proposal.initiator} itself"
    who = f"{proposal.required} of {len(proposal.approvers)}: {', '.join(proposal.approvers)}"
    return who + (f"; and all who join by it: {', '.join(proposal.joining)}" if proposal.joining else "")


def _rules(record: ItemRecord) -> str:
    proposal = record.item.proposal
    policy = f"policy version {proposal.policy_version}"
    return f"charter version {proposal.charter_version}, {policy}" if record.group else policy


def _charter(record: ItemRecord) -> Charter:
    """Return the charter that was in force, of evidence that holds."""
    known = charter_at(record.group, record.item.proposal.charter_version) if record.group else None
    if known is None:
        message = "signers are a group's, and its charter was checked"
        raise ValueError(message)
    return known

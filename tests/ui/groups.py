"""Builders of groups for the window's tests and pictures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from immutables import Map

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.group_chain import Amendment, Group, joining
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.matters import SignersMatter, Subject
from qwallet_desktop.domain.multisig import Choice, Item, Proposal, Vote, vote_message
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import State
from tests.ui.builders import NODE, NOW, SALT, did, identity

ALL = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)


def founding(
    name: str = "Acme Treasury",
    *members: Member,
    threshold: int = 2,
    kind: IdentityType = IdentityType.ENTERPRISE,
) -> Founding:
    """Return a founding document; by default of three, all of whom may do everything."""
    those = members or tuple(Member(did(number), ALL) for number in (1, 2, 3))
    return Founding(kind, name, Charter(those, threshold), those[0].identity_id, NODE, SALT)


def group_of(of: Founding) -> Group:
    """Return the group that a document makes, with signatures that nobody made."""
    signatures = tuple(FoundingSignature(one, "ab" * 64) for one in of.required_signers)
    return Group(of.group_id, of, signatures, of.charter)


def group_identity(of: Founding, number: int = 9) -> Identity:
    """Return a group as an identity; later numbers were founded later."""
    return replace(identity(number, of.name, kind=of.type), id=of.group_id)


def knowing(of: State, *groups: Group, held: Sequence[IdentityId] | None = None) -> State:
    """Return a state that has read these groups."""
    known = Map((each.id, Loaded(each, NOW)) for each in groups)
    lock = of.lock if held is None else replace(of.lock, held=tuple(held))
    return replace(of, groups=Groups(known), lock=lock)


def key(number: int) -> Ed25519PrivateKey:
    """Return a private key that differs for each number."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def keyed(number: int) -> IdentityId:
    """Return the DID of that key."""
    return did_from_key(key(number).public_key().public_bytes_raw())


def signed(of: Founding) -> Group:
    """Return the group that a document makes, signed by the keys of `keyed` 1 to 9."""
    keys = {keyed(number): key(number) for number in range(1, 10)}
    signatures = tuple(FoundingSignature(one, keys[one].sign(of.message()).hex()) for one in of.required_signers)
    return Group(of.group_id, of, signatures, of.charter)


def keyed_founding(
    name: str = "Acme Treasury", *members: Member, threshold: int = 2, kind: IdentityType = IdentityType.ENTERPRISE
) -> Founding:
    """Return a founding document of people whose keys are known here."""
    those = members or tuple(Member(keyed(number), ALL) for number in (1, 2, 3))
    return founding(name, *those, threshold=threshold, kind=kind)


def asked_change(group: Group, charter: Charter, reason: str = "", asker: int = 1) -> Item:
    """Return a change of a group's signers, signed by `keyed(asker)` who asks for it."""
    before = group.charter
    proposal = Proposal(
        ItemId(f"item-{group.version}"),
        group.id,
        group.version,
        Subject.SIGNERS_CHANGE,
        SignersMatter(charter, group.version),
        reason,
        keyed(asker),
        before.signers,
        before.strictest,
        before.initiator_counts,
        1,
        group.version,
        NOW - timedelta(hours=2),
        NOW + timedelta(days=6, hours=22),
        joining(before, charter),
    )
    return with_votes(Item(proposal), asker)


def with_votes(item: Item, *numbers: int) -> Item:
    """Return an item that these keys have signed too."""
    for number in numbers:
        message = vote_message(item, keyed(number), Choice.SIGN, "", NODE)
        vote = Vote(keyed(number), Choice.SIGN, NOW, key(number).sign(message).hex())
        item = replace(item, votes=(*item.votes, vote))
    return item


def amended(group: Group, charter: Charter, *numbers: int, reason: str = "") -> Group:
    """Return a group with another charter in force, to which these keys have agreed."""
    item = with_votes(asked_change(group, charter, reason), *numbers)
    changes = (*group.changes, Amendment(item.proposal, item.votes))
    return replace(group, charter=charter, version=group.version + 1, changes=changes)

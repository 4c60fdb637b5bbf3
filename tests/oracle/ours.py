"""Our side of the comparison: groups on a real node, and what is asked of it."""

from dataclasses import dataclass, replace

from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.multisig import Choice, Item, vote_message
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.voting import SignItem
from qwallet_desktop.node.writer import Command
from tests.node.builders import Person, command, issue, person, register
from tests.oracle.scripts import Change, Fault, Offer, OwnersChange

ELSEWHERE = NodeId("0" * 32)


class House:
    """A node with its people: the initiator of everything, and a pool of whom wallets have their owners."""

    def __init__(self, node: Node, pool: int) -> None:
        self.node = node
        self.initiator = person("Initiator")
        self.pool = tuple(person(f"Owner {number}") for number in range(pool))
        for one in (self.initiator, *self.pool):
            register(node, one)
        self.token = issue(node, self.initiator, "1000000")

    def charter(self, owners: tuple[int, ...], threshold: int) -> Charter:
        """Return a charter of these owners; the initiator asks, and signs nothing that counts."""
        asks = Member(self.initiator.id, (Role.INITIATOR, Role.ADMIN))
        return Charter((asks, *(Member(self.pool[one].id, (Role.SIGNER,)) for one in owners)), threshold)

    def founded(self, charter: Charter, seed: int) -> tuple[IdentityId, Command]:
        """Return the group that everybody signs for, and what founds it."""
        name, salt = f"Wallet {seed}", f"{seed:032x}"
        founding = Founding(IdentityType.ENTERPRISE, name, charter, self.initiator.id, self.node.node_id, salt)
        people = {one.id: one for one in (self.initiator, *self.pool)}
        message = founding.message()
        signatures = tuple(FoundingSignature(who, people[who].sign(message).hex()) for who in founding.required_signers)
        return founding.group_id, command(self.initiator, Found(founding, signatures))

    def fund(self, group: IdentityId) -> Command:
        """Give a group something to spend."""
        return command(self.initiator, Pay(group, self.token, "1.00", ""))

    def pay(self, group: IdentityId) -> Command:
        """Ask for a payment out of a group."""
        return command(self.initiator, Pay(self.initiator.id, self.token, "0.01", "", group))

    def change(self, group: IdentityId, charter: Charter, base: int) -> Command:
        """Ask for other owners of a group."""
        return command(self.initiator, ChangeCharter(group, charter, base, "Others"))

    def signed(self, item: Item, who: Person, choice: Choice = Choice.SIGN, reason: str = "") -> Command:
        """Sign an item as it should be."""
        signature = who.sign(vote_message(item, who.id, choice, reason, self.node.node_id))
        return command(who, SignItem(item.proposal.item_id, choice, signature.hex(), reason))

    def offered(self, item: Item, offer: Offer) -> Command:
        """Sign an item as somebody offers it."""
        who, node_id, signed_item = self.pool[offer.who], self.node.node_id, item
        signer = who
        match offer.fault:
            case Fault.OTHER_PLACE:
                node_id = ELSEWHERE
            case Fault.OTHER_TRANSACTION:
                signed_item = replace(item, proposal=replace(item.proposal, number=item.proposal.number + 1))
            case Fault.OF_SOMEBODY_ELSE:
                signer = self.initiator
            case Fault.NOTHING | Fault.BIT_FLIPPED:
                pass
        signature = signer.sign(vote_message(signed_item, who.id, Choice.SIGN, "", node_id))
        if offer.fault is Fault.BIT_FLIPPED:
            signature = flipped(signature)
        return command(who, SignItem(item.proposal.item_id, Choice.SIGN, signature.hex(), ""))


def flipped(signature: bytes) -> bytes:
    """Turn one bit of a signature over."""
    return bytes([signature[0] ^ 1, *signature[1:]])


@dataclass(frozen=True)
class Owners:
    """The owners of a wallet and how many of them must sign."""

    numbers: tuple[int, ...]
    threshold: int

    def after(self, wanted: OwnersChange) -> "Owners | None":
        """Return whom a change leads to; None where there is nothing to ask for: nobody to remove, or no change."""
        numbers = self.numbers
        match wanted.change:
            case Change.ADD:
                numbers = (*numbers, wanted.who)
            case Change.REMOVE | Change.SWAP if wanted.who not in numbers:
                return None
            case Change.REMOVE:
                numbers = tuple(one for one in numbers if one != wanted.who)
            case Change.SWAP:
                numbers = tuple(wanted.other if one == wanted.who else one for one in numbers)
                return Owners(numbers, self.threshold)
            case Change.THRESHOLD:
                return None if wanted.threshold == self.threshold else Owners(numbers, wanted.threshold)
        return Owners(numbers, wanted.threshold)

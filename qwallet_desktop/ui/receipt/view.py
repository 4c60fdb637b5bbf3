"""What a receipt draws: an item, what was checked of it, and what would be signed of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.ids import IdentityId, NodeId, TokenId
from qwallet_desktop.domain.multisig import Choice, Item, message, vote_message
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import Here, deciders_here
from qwallet_desktop.state.item_records import Checked, Checking, Reading
from qwallet_desktop.ui.item_changes import Before
from qwallet_desktop.ui.people import person

NOBODY = IdentityId("")


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a receipt draws.

    Attributes:
        item: What it is of.
        reading: What was read and checked of it.
        choice: What would be signed.
        signer: By whom; empty where nobody here may.
        reason: The reason that would be signed with a rejection or withdrawal.
        held: The identities whose keys are here.
        identities: All that are known.
        booked: How this desktop's own address book calls others.
        tokens: The tokens that are known.
        before: What is in force of what the item would change; None where that is not known.
        node_id: The node that it is of; part of what is signed.
        hide_amounts: Whether amounts are shown as dots.
        unable: Who may not sign, as the node says, and why.
    """

    item: Item
    reading: Reading = field(default_factory=Checking)
    choice: Choice = Choice.SIGN
    signer: IdentityId = NOBODY
    reason: str = ""
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    booked: Map[IdentityId, str] = field(default_factory=Map)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    before: Before | None = None
    node_id: NodeId | None = None
    hide_amounts: bool = False
    unable: Map[IdentityId, Problem] = field(default_factory=Map)

    @property
    def message(self) -> bytes:
        """The bytes that would be signed; those of the proposal where nobody here may sign."""
        if self.node_id is None:
            return b""
        if not self.signer:
            return message(self.item.proposal, self.node_id)
        return vote_message(self.item, self.signer, self.choice, self.reason, self.node_id)

    @property
    def checked_tokens(self) -> Map[TokenId, Token]:
        """The tokens by what their ids are the hashes of where the record has that, else as the node lists them."""
        if not isinstance(self.reading, Checked):
            return self.tokens
        proposal = self.item.proposal
        declared = {
            one.id: Token(one.id, one.symbol, "", one.decimals, one.issuer, one.salt, proposal.opened_at)
            for one in self.reading.record.tokens
        }
        return self.tokens.update(declared)

    @property
    def checked_before(self) -> Before | None:
        """What is in force of what the item would change; of a group as the record has it, whose chain was checked."""
        group = self.reading.record.group if isinstance(self.reading, Checked) else None
        return group if group is not None and isinstance(self.before, Group | None) else self.before

    def is_nodes_word(self, did: IdentityId) -> bool:
        """Tell whether only the node says how somebody is called.

        Not so of a key that is here, of a name in this desktop's own address book, of a group whose founding
        document says it, nor of somebody without a name.
        """
        name = person(self.identities, did).name
        if not name or did in self.held or self.booked.get(did) == name:
            return False
        return self.signed_names.get(did) != name

    @property
    def signed_names(self) -> Mapping[IdentityId, str]:
        """The name of the group that acts, as its founding document says it."""
        group = self.reading.record.group if isinstance(self.reading, Checked) else None
        return {} if group is None else {group.id: group.founding.name}


def able_here(here: Here, receipt: ReceiptView, choice: Choice, now: datetime) -> tuple[IdentityId, ...]:
    """Return who of those held here may sign a choice now, but for those of whom the node says that they may not."""
    may = deciders_here(here, receipt.item, choice, now)
    return may if choice is Choice.CANCEL else tuple(one for one in may if one not in receipt.unable)

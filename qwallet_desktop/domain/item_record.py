"""All that is needed to check an item from the ids of who acts and of the node (contract §6)."""

from dataclasses import dataclass

from qwallet_desktop.domain.audit import LeafProof
from qwallet_desktop.domain.group_chain import Group, Replacement
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import Link
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.signatures import signed_in_hex
from qwallet_desktop.domain.tokens import TokenDeclaration


@dataclass(frozen=True, slots=True)
class LinkProof:
    """What ties a sub-identity to its owner, or a ward to its guardian, with both signatures (hex)."""

    link: Link
    parent_signature: str
    child_signature: str

    @property
    def holds(self) -> bool:
        """Whether both sides have signed it."""
        message = self.link.message()
        signed = ((self.link.parent, self.parent_signature), (self.link.child, self.child_signature))
        return all(signed_in_hex(who, message, signature) for who, signature in signed)


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """What a token's id is the hash of: so its symbol and its decimals are no word of the node's."""

    issuer: IdentityId
    symbol: str
    decimals: int
    salt: str

    @property
    def id(self) -> TokenId:
        """The token's id, computed."""
        return TokenDeclaration(self.issuer, self.symbol, "", self.decimals, self.salt).id


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item, and all that is needed to check it from the ids of who acts and of the node.

    Attributes:
        item: The item, as far as it has come.
        group: The group that acts, with its whole chain; None for a single holder.
        links: What ties a single holder that acts to its owner and to its guardian, as it was signed: the keys in
            it may have been replaced since.
        successions: Who took whose place, oldest first, from the keys in `links` and the initiator's on.
        tokens: The tokens that its matter names amounts of, in the order in which it does.
        proof: That the leaf of the decision stands in the audit log: of the signature in whose commit it was carried
            out (or of the later try that did it), rejected or cancelled; None before.
    """

    item: Item
    group: Group | None = None
    links: tuple[LinkProof, ...] = ()
    successions: tuple[Replacement, ...] = ()
    tokens: tuple[TokenRecord, ...] = ()
    proof: LeafProof | None = None

"""What waits for others to agree: reading it, signing it, and carrying out again what failed."""

from typing import Annotated

from fastapi import Path, Query, Response
from sqlalchemy import Connection

from qwallet_desktop.domain.did import LONGEST
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Item, ItemPage
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import groups, item_records, items
from qwallet_desktop.node.access import Reading, Writing, allowed, answer, permitted, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.identities import visible_identities
from qwallet_desktop.node.items import Asked, Viewer
from qwallet_desktop.node.routes.parameters import DidText, Limit, Truth
from qwallet_desktop.node.voting import ExecuteItem, SignItem
from qwallet_desktop.wire.rule_requests import ExecuteRequest, VoteRequest

router = versioned("items", "/items")
ItemPath = Annotated[str, Path(max_length=LONGEST, description="The item's id.")]
_CLOSED = (Code.ITEM_EXPIRED, Code.ITEM_SUPERSEDED, Code.ITEM_CLOSED)


@router.get("")
@documented(ItemPage)
def list_items(
    reader: Reading,
    are_open: Annotated[Truth, Query(alias="open")] = True,  # noqa: FBT002 - a parameter of the address
    identity_id: Annotated[DidText | None, Query(alias="identityId")] = None,
    cursor: Annotated[str, Query(pattern=r"^[0-9]{0,18}$")] = "",
    limit: Limit = 50,
) -> Response:
    """List what waits for others to agree, or with `open=false` what waited, newest first.

    The reader sees the items of identities that it may read, those that it asked for, and those that it
    may agree to once their initiator has signed. `next` is the cursor of the slice after, or empty;
    `open` in the answer counts all that still wait.
    """
    with reader.open() as (connection, actors):
        viewer = Viewer(actors, _readable(connection, actors))
        return answer(items.page(connection, viewer, Asked(are_open, identity_id, cursor, limit)))


@router.get("/{item_id}")
@documented(Item, Code.ITEM_UNKNOWN)
def read_item(reader: Reading, item_id: ItemPath) -> Response:
    """Read one item with its signatures."""
    with reader.open() as (connection, actors):

        def may_read(whose: Identity) -> bool:
            return permitted(connection, actors, Action.READ_ITEMS, whose)

        found = items.item(connection, item_id, actors, may_read)
    if found is None:
        raise refuse(Code.ITEM_UNKNOWN)
    return answer(found)


@router.get("/{item_id}/record")
@documented(ItemRecord, Code.ITEM_UNKNOWN)
def read_record(reader: Reading, item_id: ItemPath) -> Response:
    """Read one item with all that is needed to check it from the ids of who acts and of the node.

    That is the group's chain of signed documents, or the links of a single holder; the tokens; and once it was
    carried out, rejected or cancelled, the proof that the audit log holds that.
    """
    with reader.open() as (connection, actors):

        def may_read(whose: Identity) -> bool:
            return permitted(connection, actors, Action.READ_ITEMS, whose)

        row = items.visible_row(connection, item_id, actors, may_read)
        found = item_records.record(connection, reader.parts.node, row) if row else None
    if found is None:
        raise refuse(Code.ITEM_UNKNOWN)
    return answer(found)


@router.post("/{item_id}/signatures")
@documented(
    Item,
    Code.ITEM_UNKNOWN,
    *_CLOSED,
    Code.ITEM_DRAFT,
    Code.NOT_AN_APPROVER,
    Code.ALREADY_SIGNED,
    Code.NOT_PERMITTED,
    Code.SIGNATURE_WRONG,
    Code.SIGNING_OFF,
    Code.IDENTITY_FROZEN,
    Code.IDENTITY_CLOSED,
    Code.MEMO_INVALID,
    body=VoteRequest,
)
async def sign_item(write: Writing, item_id: ItemPath) -> Response:
    """Sign an item, reject it or take it back, with a signature over the message of just that.

    The first signature is the initiator's. The deciding one carries it out in the same commit; the
    answer's closing says what came of that. Whoever may see the item may bring a signature of another,
    whom `signer` names.
    """
    asked = write.read(VoteRequest)
    return await write.submit(SignItem(item_id, asked.choice, asked.signature, asked.reason, asked.signer))


@router.post("/{item_id}/execute")
@documented(
    Item,
    Code.ITEM_UNKNOWN,
    *_CLOSED,
    Code.SIGNATURES_MISSING,
    Code.NOT_PERMITTED,
    Code.IDENTITY_FROZEN,
    body=ExecuteRequest,
)
async def execute_item(write: Writing, item_id: ItemPath) -> Response:
    """Try again to carry out what enough have signed; what was carried out meanwhile is answered as it is."""
    write.read(ExecuteRequest)
    return await write.submit(ExecuteItem(item_id))


def _readable(connection: Connection, actors: frozenset[IdentityId]) -> list[IdentityId]:
    """List the identities all of whose items the actors may read."""
    roles = groups.groups_of(connection, actors)
    return [
        one.id
        for one in visible_identities(connection, actors)
        if allowed(actors, Action.READ_ITEMS, one, roles=roles.get(one.id, groups.NO_ROLES))
    ]

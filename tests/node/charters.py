"""Charters that tests propose over HTTP, and everybody's signature on them."""

from typing import Any
from uuid import uuid4

import httpx

from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, vote_message
from qwallet_desktop.wire.rule_requests import CharterRequest
from qwallet_desktop.wire.shapes import adapter
from tests.node.groups import ROLES, sign
from tests.node.http_builders import Person, Web, taken

Roles = dict[Person, str]
"""Members with their roles by the first letters, as `tests.node.groups.founding` takes them."""


def charter(members: Roles, threshold: int = 1, **more: Any) -> Charter:
    """Write a charter."""
    listed = tuple(Member(who.did, tuple(ROLES[letter] for letter in roles)) for who, roles in members.items())
    return Charter(listed, threshold, **more)


def above(token: str, units: int, threshold: int, decimals: int = 2) -> AmountThreshold:
    """Say how many sign a payment of more than so many units."""
    return AmountThreshold(Amount(units, decimals, TokenId(token)), threshold)


async def propose(  # noqa: PLR0913 - what a proposal consists of
    web: Web,
    actor: Person,
    group: IdentityId,
    wanted: Charter,
    base: int = 1,
    *,
    reason: str = "",
    wrong: dict[str, Any] | None = None,
) -> httpx.Response:
    """Ask for a charter, with what a test wants to be wrong about it."""
    body = adapter(CharterRequest).dump_python(CharterRequest(wanted, base, reason), mode="json", by_alias=True)
    return await web.write(actor, f"/identities/{group}/charter", {**body, **(wrong or {})}, request_id=str(uuid4()))


async def agreed(web: Web, group: IdentityId, wanted: Charter, *people: Person, base: int = 1) -> dict[str, Any]:
    """Have the first of some people propose a charter, and all of them sign it."""
    item: dict[str, Any] = taken(await propose(web, people[0], group, wanted, base))
    for person in people:
        item = taken(await sign(web, person, item))
    return item


async def vote(web: Web, signer: Person, item: dict[str, Any], choice: Choice, reason: str = "No") -> httpx.Response:
    """Reject or take back an item as it stands."""
    read = adapter(Item).validate_python(item)
    signature = signer.sign(vote_message(read, signer.did, choice, reason, web.node.node_id))
    body = {"choice": choice.value, "signature": signature.hex(), "reason": reason}
    return await web.write(signer, f"/items/{read.proposal.item_id}/signatures", body)


async def read_group(web: Web, reader: Person, group: IdentityId) -> Group:
    """Read a group, and check all of it from its id."""
    answer = await web.read(reader, f"/identities/{group}/group")
    found = adapter(Group).validate_json(answer.content, strict=True)
    assert found.id == group
    verify_group(found, web.node.node_id)
    return found


async def status_of(web: Web, reader: Person, item: dict[str, Any]) -> Any:
    """Return how an item ended, None while it is open."""
    closing = taken(await web.read(reader, f"/items/{item['proposal']['itemId']}"))["closing"]
    return closing and closing["kind"]

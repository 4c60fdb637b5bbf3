"""A ledger in which many payments wait for a signature, and a vault that has the keys, for the inbox's benchmarks.

Ada owns Kid, whose payments above 10.00 she must agree to; Kid asks for so many of them, all to Ben.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from qwallet_desktop.cli.seed import sample_identities, sample_words
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.messages import Link
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, vote_message
from qwallet_desktop.domain.tokens import declare_token
from qwallet_desktop.keys.derivation import account_node, identity_key
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.words import entropy_of, seed_of
from qwallet_desktop.node import search
from qwallet_desktop.node.batch import decide
from qwallet_desktop.node.commands import Ask, Command, Evidence
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.rule_changes import SetLimits
from qwallet_desktop.node.tokens import Issue
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.voting import SignItem
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.requests import SignedLink
from qwallet_desktop.wire.shapes import adapter
from tests.bench.file_keys import FileKeyStore

SAMPLE = 1
IN_A_COMMIT = 500
OPENED, FINE = 202, 300
SALT = "5a" * 16
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cast:
    """Who is in it, with their keys."""

    ada: IdentityId
    kid: IdentityId
    ben: IdentityId
    keys: dict[IdentityId, Ed25519PrivateKey] = field(repr=False)


def cast() -> Cast:
    """Return the first three identities of the sample's words."""
    people = [did for did, _ in sample_identities(SAMPLE, 3)]
    with entropy_of(sample_words(SAMPLE)) as entropy, seed_of(entropy) as whole, account_node(whole) as account:
        keys = {did: identity_key(account, index) for index, did in enumerate(people)}
    ada, kid, ben = people
    return Cast(ada, kid, ben, keys)


def fill(folder: Path, waiting: int, closed: int = 0) -> Cast:
    """Fill `folder`/node with so many payments that wait for Ada, and before them with some that she rejected."""
    people, node = cast(), Node.open(folder / "node")
    _settle(node, people)
    for part in _parts(closed):
        items = _opened(node, people, part)
        _decide(node, [(people.ada, _vote(node, people, people.ada, item, Choice.REJECT)) for item in items])
    for part in _parts(waiting):
        _opened(node, people, part)
    search.tidy(node.engine)
    node.close()
    return people


def keep_words(folder: Path) -> None:
    """Restore the sample's words into the folder's vault."""

    async def restore() -> None:
        qlock = Qlock(folder / "vault", FileKeyStore(folder / "key"))
        await qlock.restore(sample_words(SAMPLE), None)
        await qlock.mark_words_checked()
        await qlock.adopt((0, 1, 2))
        qlock.close()

    with asyncio.Runner() as runner:
        runner.run(restore())


def _parts(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, IN_A_COMMIT)
        count -= IN_A_COMMIT


def _settle(node: Node, people: Cast) -> None:
    token = declare_token(people.ada, "QTK", "Qwallet token", 2, SALT)
    message = Link(people.ada, people.kid, node.node_id).message()
    link = SignedLink(
        people.ada, people.keys[people.ada].sign(message).hex(), people.keys[people.kid].sign(message).hex()
    )
    limits = Limits((TokenLimits(token.id, approval_above=Amount(1_000, 2, token.id)),))
    asks: list[tuple[IdentityId, Ask]] = [
        (people.ada, Register(people.ada, "ROOT", "Ada", None, launched=True)),
        (people.kid, Register(people.kid, "ROOT", "Kid", link, launched=True)),
        (people.ben, Register(people.ben, "ROOT", "Ben", None, launched=True)),
        (people.ada, Issue("QTK", "Qwallet token", 2, SALT, "100000000.00")),
        (people.ada, Pay(people.kid, token.id, "50000000.00", "")),
        (people.ada, SetLimits(people.kid, LimitScope.IDENTITY, limits, 0, "")),
    ]
    for ask in asks:
        _decide(node, [ask])


def _opened(node: Node, people: Cast, count: int) -> list[Item]:
    """Open payments in one commit, and have Kid sign them in another."""
    token = declare_token(people.ada, "QTK", "Qwallet token", 2, SALT)
    pays: list[tuple[IdentityId, Ask]] = [
        (people.kid, Pay(people.ben, token.id, f"{20 + number % 900}.00", f"Invoice {number}"))
        for number in itertools.islice(_numbers, count)
    ]
    items = [adapter(Item).validate_json(reply.body) for reply in _decide(node, pays)]
    signed = _decide(node, [(people.kid, _vote(node, people, people.kid, item, Choice.SIGN)) for item in items])
    return [adapter(Item).validate_json(reply.body) for reply in signed]


def _vote(node: Node, people: Cast, who: IdentityId, item: Item, choice: Choice) -> SignItem:
    reason = "No" if choice is Choice.REJECT else ""
    signature = people.keys[who].sign(vote_message(item, who, choice, reason, node.node_id))
    return SignItem(item.proposal.item_id, choice, signature.hex(), reason)


def _decide(node: Node, asks: Sequence[tuple[IdentityId, Ask]]) -> list[Reply]:
    commands = [_command(actor, ask) for actor, ask in asks]

    def work(connection: Connection) -> list[Reply]:
        replies = decide(connection, commands, node.around)
        refused = next((reply for reply in replies if reply.status >= FINE), None)
        if refused is not None:
            raise RuntimeError(refused.body.decode())
        return replies

    return node.writer.run(work).result()


def _command(actor: IdentityId, ask: Ask) -> Command:
    number = next(_numbers)
    request_id = RequestId(f"00000000-0000-4000-8000-{number:012d}")
    return Command(actor, request_id, "bench", hashlib.sha256(request_id.encode()).hexdigest(), {}, Evidence(), ask)

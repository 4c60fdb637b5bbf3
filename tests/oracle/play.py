"""Plays a script on both sides and stops at the first difference."""

from collections.abc import Generator
from dataclasses import dataclass, field

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, Executed, Item
from qwallet_desktop.node.writer import Command, Reply
from qwallet_desktop.wire.shapes import adapter
from tests.node.builders import accepted
from tests.oracle.ours import House, Owners, flipped
from tests.oracle.safe import SOMEBODY, Chain, Safe, call
from tests.oracle.scripts import Change, Fault, Offer, OwnersChange, Script, Step

_ACCEPTED = range(200, 300)
Asking = Generator[Command, Reply, "Item | None"]


class DifferenceError(AssertionError):
    """One side accepts what the other refuses."""

    def __init__(self, seed: int, step: int, what: str, *, here: bool, there: bool) -> None:
        super().__init__(f"script {seed}, step {step}: {what}: here {here}, in the contract {there}")


@dataclass
class _Game:
    """A wallet on both sides."""

    house: House
    chain: Chain
    script: Script
    tallies: dict[str, int]
    group: IdentityId
    safe: Safe
    owners: Owners
    version: int = 1
    step: int = 0
    taken: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def same(self, what: str, *, here: bool, there: bool) -> bool:
        """Compare what both sides say to something."""
        if here is not there:
            raise DifferenceError(self.script.seed, self.step, what, here=here, there=there)
        return here

    def count(self, what: str) -> None:
        self.tallies[what] = self.tallies.get(what, 0) + 1


@dataclass(frozen=True)
class _Transaction:
    """What is to be done in the contract, and what its owners sign of it."""

    to: str
    value: int
    data: bytes
    digest: bytes


def play(house: House, chain: Chain, script: Script, tallies: dict[str, int]) -> Generator[Command, Reply, None]:
    """Play a script: yields what is asked of our node, and is sent its replies."""
    owners = Owners(script.owners, script.threshold)
    group, founding = house.founded(house.charter(owners.numbers, owners.threshold), script.seed)
    accepted((yield founding))
    accepted((yield house.fund(group)))
    safe = chain.safe((chain.owners[one] for one in owners.numbers), owners.threshold)
    game = _Game(house, chain, script, tallies, group, safe, owners)
    for number, step in enumerate(script.steps):
        game.step = number
        yield from _step(game, step)


def _step(game: _Game, step: Step) -> Generator[Command, Reply, None]:
    after = game.owners.after(step.wanted) if step.wanted else game.owners
    if after is None:
        return
    item = yield from (_change_proposed(game, step.wanted, after) if step.wanted else _payment_proposed(game))
    if item is None:
        return
    transaction = _transaction(game, step.wanted)
    game.taken.clear()
    for offer in step.offers:
        done = yield from _offered(game, item, transaction, offer)
        if done:
            game.owners = after
            game.version += step.wanted is not None
            game.count("executed")
            yield from _replayed(game, item, transaction)
            _compare_owners(game)
            return
    game.count("left")
    accepted((yield game.house.signed(item, game.house.initiator, Choice.CANCEL, "Too few")))


def _payment_proposed(game: _Game) -> Asking:
    opened = _item((yield game.house.pay(game.group)))
    return _item((yield game.house.signed(opened, game.house.initiator)))


def _change_proposed(game: _Game, wanted: OwnersChange, after: Owners) -> Asking:
    """Ask for other owners: what could never be in force is refused at once here, and by the call itself there."""
    charter = game.house.charter(after.numbers, after.threshold)
    reply = yield game.house.change(game.group, charter, game.version)
    there = _is_possible(game, wanted)
    if not game.same("owners", here=reply.status in _ACCEPTED, there=there):
        game.count("change refused")
        return None
    game.count("changed")
    item = _item((yield game.house.signed(_item(reply), game.house.initiator)))
    for joiner in item.proposal.joining:
        who = next(one for one in game.house.pool if one.id == joiner)
        item = _item((yield game.house.signed(item, who)))
    return item


def _is_possible(game: _Game, wanted: OwnersChange) -> bool:
    """Tell whether the contract would change its owners so, if enough of them signed for it."""
    transaction = _transaction(game, wanted)
    signers = [game.chain.owners[one] for one in game.owners.numbers[: game.owners.threshold]]
    signatures = {one.address: game.chain.sign(one, transaction.digest) for one in signers}
    to, value, data = transaction.to, transaction.value, transaction.data
    return game.chain.would(lambda: game.safe.execute(to, value, data, signatures))


def _offered(game: _Game, item: Item, transaction: _Transaction, offer: Offer) -> Generator[Command, Reply, bool]:
    """Offer a signature to both; tell whether it was the deciding one."""
    reply = yield game.house.offered(item, offer)
    name, signature = game.chain.owners[offer.who].address, _signature(game, transaction, offer)
    there = game.safe.accepts(transaction.digest, game.taken, (name, signature)) and name not in game.taken
    if not game.same(f"{offer}", here=reply.status in _ACCEPTED, there=there):
        game.count("refused")
        return False
    game.count("taken")
    game.taken[name] = signature
    here = isinstance(_item(reply).closing, Executed)
    executed = game.safe.execute(transaction.to, transaction.value, transaction.data, game.taken)
    return game.same("executed", here=here, there=executed)


def _replayed(game: _Game, item: Item, transaction: _Transaction) -> Generator[Command, Reply, None]:
    """Offer all that was taken once more: nothing is carried out twice."""
    names = {one.address: one.number for one in game.chain.owners}
    for name in game.taken:
        reply = yield game.house.offered(item, Offer(names[name], Fault.NOTHING))
        game.same("replayed", here=reply.status in _ACCEPTED, there=False)
    again = game.safe.execute(transaction.to, transaction.value, transaction.data, game.taken)
    game.same("executed again", here=False, there=again)
    game.count("replayed")


def _compare_owners(game: _Game) -> None:
    """Compare who the owners are now with what the script has led to."""
    there = {one.lower() for one in game.safe.owners()}
    here = {game.chain.owners[one].address for one in game.owners.numbers}
    game.same("owners afterwards", here=here == there, there=True)
    game.same("threshold afterwards", here=game.owners.threshold == game.safe.threshold(), there=True)


def _transaction(game: _Game, wanted: OwnersChange | None) -> _Transaction:
    data = _call_of(game, wanted) if wanted else b""
    to, value = (game.safe.address, 0) if wanted else (SOMEBODY, 1)
    return _Transaction(to, value, data, game.safe.digest(to, value, data))


def _call_of(game: _Game, wanted: OwnersChange) -> bytes:
    """Return how the contract is asked for a change of its owners."""
    who, other = game.chain.owners[wanted.who].address, game.chain.owners[wanted.other].address
    match wanted.change:
        case Change.ADD:
            return call("addOwnerWithThreshold(address,uint256)", who, wanted.threshold)
        case Change.REMOVE:
            return call("removeOwner(address,address,uint256)", game.safe.before(who), who, wanted.threshold)
        case Change.SWAP:
            return call("swapOwner(address,address,address)", game.safe.before(who), who, other)
        case Change.THRESHOLD:
            return call("changeThreshold(uint256)", wanted.threshold)


def _signature(game: _Game, transaction: _Transaction, offer: Offer) -> bytes:
    """Sign a transaction as somebody offers it."""
    owner, digest = game.chain.owners[offer.who], transaction.digest
    match offer.fault:
        case Fault.NOTHING:
            return game.chain.sign(owner, digest)
        case Fault.BIT_FLIPPED:
            return flipped(game.chain.sign(owner, digest))
        case Fault.OTHER_TRANSACTION:
            return game.chain.sign(owner, bytes([digest[0] ^ 1, *digest[1:]]))
        case Fault.OTHER_PLACE:
            elsewhere = game.chain.safe([owner], 1)
            return game.chain.sign(owner, elsewhere.digest(transaction.to, transaction.value, transaction.data))
        case Fault.OF_SOMEBODY_ELSE:
            stranger = game.chain.stranger
            return game.chain.sign(stranger, digest)


def _item(reply: Reply) -> Item:
    accepted(reply)
    return adapter(Item).validate_json(reply.body, strict=True)

"""A company and the payments that it makes together, which two of its three signers must agree to."""

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.shapes import adapter
from tests.node.approving import read, vote
from tests.node.builders import Bank, Person, accepted, ask, issue, person, register
from tests.node.ruled import found

CLEO, DORA, EVE = person("Cleo"), person("Dora"), person("Eve")
SIGNERS: dict[Person, tuple[Role, ...]] = {
    CLEO: (Role.INITIATOR, Role.SIGNER),
    DORA: (Role.SIGNER,),
    EVE: (Role.SIGNER, Role.ADMIN),
}


def open_company(bank: Bank) -> IdentityId:
    """Found Acme, which has 100.00 QTK and pays when two of Cleo, Dora and Eve but who asks have signed."""
    for who in (CLEO, DORA, EVE):
        register(bank.node, who)
    founded = found(bank.node, CLEO, SIGNERS, 2)
    accepted(bank.pay("100.00", recipient=founded))
    return founded


def give_euro(bank: Bank, company: IdentityId) -> TokenId:
    """Give the company 50.00 EUR."""
    token = issue(bank.node, bank.ann, "50.00", symbol="EUR")
    accepted(ask(bank.node, bank.ann, Pay(company, token, "50.00", "")))
    return token


def asking(bank: Bank, company: IdentityId, *payments: Pay) -> Reply:
    return ask(bank.node, CLEO, PayMany(BatchMode.ALL_OR_NOTHING, payments, company))


def opened(reply: Reply) -> Item:
    assert reply.status == 202, reply.body
    return adapter(Item).validate_json(reply.body, strict=True)


def proposed(bank: Bank, company: IdentityId, *payments: Pay) -> Item:
    """Let Cleo ask for payments of the company's, and sign that."""
    return read(vote(bank.node, opened(asking(bank, company, *payments)), CLEO))


def agreed(bank: Bank, item: Item) -> Item:
    """Let Dora and Eve agree."""
    accepted(vote(bank.node, item, DORA))
    return read(vote(bank.node, item, EVE))


def to(bank: Bank, who: Person, amount: str, token: TokenId | None = None, memo: str = "") -> Pay:
    return Pay(who.id, token or bank.qtk, amount, memo)


def wages(bank: Bank, company: IdentityId, euro: TokenId) -> Item:
    return proposed(
        bank,
        company,
        to(bank, bank.ben, "10.00", memo="March"),
        to(bank, DORA, "5.00", euro, memo="March"),
        to(bank, bank.ben, "2.50", memo="April"),
    )

"""Any order of commands leaves the node where a fifty-line model is, with balanced books and a provable log."""

import shutil
import tempfile
from itertools import product
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule
from sqlalchemy import select

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.node import tables
from qwallet_desktop.node.audit import leaf_proof
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.identities import Register, SetStatus
from qwallet_desktop.node.tokens import Burn, Issue, Mint
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.wallets import balances
from qwallet_desktop.node.writer import Ask, Command, Reply
from tests.helpers.ledgers import open_node
from tests.helpers.postgres import drop_databases
from tests.node.builders import Person, TurnedClock, answered, code, command, person, rows
from tests.node.model import ModelLedger

NAMES = st.sampled_from(["Ann", "Ben", "Cleo", "Dora"])
SYMBOLS = ("QTK", "GOLD")
UNITS = st.integers(1, 400) | st.integers(10**70, 10**70 + 5)
SALT = "ab" * 16


class LedgerMachine(RuleBasedStateMachine):
    """Sends the same commands to a node and to the model."""

    replies = Bundle("replies")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.node = open_node(self.folder, clock=TurnedClock())
        self.model = ModelLedger()
        self.tokens: dict[str, str] = {}
        self.leaves = 0
        self.ask(
            person("Ann"), Register(person("Ann").id, "ROOT", "Ann", None, launched=True), self.model.register("Ann")
        )

    def teardown(self) -> None:
        if hasattr(self, "node"):
            self.node.close()
            drop_databases()
            shutil.rmtree(self.folder)

    def ask(self, who: Person, what: Ask, expected: str) -> tuple[Command, Reply]:
        """Submit, and compare with what the model says; decisions of registered identities add a leaf."""
        asked = command(who, what)
        reply = self.node.writer.submit(asked).result(30)
        assert ("accepted" if reply.status < 300 else code(reply)) == expected
        self.leaves += reply.status < 300 or not isinstance(what, Register)
        return asked, reply

    def amount(self, units: int) -> str:
        return f"{units // 100}.{units % 100:02d}"

    @rule(target=replies, name=NAMES)
    def register(self, name: str) -> object:
        expected = self.model.register(name)
        who = person(name)
        asked, reply = self.ask(who, Register(who.id, "ROOT", name, None, launched=True), expected)
        return (asked, reply) if expected == "accepted" else multiple()

    @rule(target=replies, name=NAMES, symbol=st.sampled_from(SYMBOLS), units=UNITS)
    def issue(self, name: str, symbol: str, units: int) -> object:
        if name not in self.model.frozen:
            return multiple()
        what = Issue(symbol, symbol, 2, SALT, self.amount(units))
        expected = self.model.issue(name, symbol, units)
        asked, reply = self.ask(person(name), what, expected)
        if expected == "accepted":
            self.tokens[symbol] = rows(self.node, "SELECT id FROM tokens ORDER BY n DESC")[0]["id"]
        return asked, reply

    @precondition(lambda self: self.tokens)
    @rule(target=replies, name=NAMES, units=UNITS, data=st.data(), burns=st.booleans())
    def mint_or_burn(self, name: str, units: int, data: st.DataObject, burns: bool) -> object:
        if name not in self.model.frozen:
            return multiple()
        symbol = data.draw(st.sampled_from(sorted(self.tokens)))
        kind = Burn if burns else Mint
        expected = self.model.change(name, symbol, -units if burns else units)
        return self.ask(person(name), kind(self.tokens[symbol], self.amount(units), ""), expected)

    @precondition(lambda self: self.tokens)
    @rule(target=replies, sender=NAMES, recipient=NAMES, units=UNITS, data=st.data())
    def pay(self, sender: str, recipient: str, units: int, data: st.DataObject) -> object:
        if sender not in self.model.frozen:
            return multiple()
        symbol = data.draw(st.sampled_from(sorted(self.tokens)))
        expected = self.model.pay(sender, recipient, symbol, units)
        what = Pay(person(recipient).id, self.tokens[symbol], self.amount(units), "")
        return self.ask(person(sender), what, expected)

    @precondition(lambda self: self.tokens)
    @rule(target=replies, sender=NAMES, payments=st.lists(st.tuples(NAMES, UNITS), min_size=1), data=st.data())
    def pay_many(self, sender: str, payments: list[tuple[str, int]], data: st.DataObject) -> object:
        if sender not in self.model.frozen:
            return multiple()
        symbols = st.sampled_from(sorted(self.tokens))
        asked = [(recipient, data.draw(symbols), units) for recipient, units in payments]
        mode = data.draw(st.sampled_from(BatchMode))
        said = self.model.pay_many(sender, asked, all_or_nothing=mode is BatchMode.ALL_OR_NOTHING)
        refusals = [(index, word) for index, word in enumerate(said) if word != "accepted"]
        what = PayMany(mode, tuple(Pay(person(who).id, self.tokens[s], self.amount(u), "") for who, s, u in asked))
        refused = mode is BatchMode.ALL_OR_NOTHING and bool(refusals)
        command, reply = self.ask(person(sender), what, refusals[0][1] if refused else "accepted")
        if refused:
            assert answered(reply)["facts"]["index"] == str(refusals[0][0])
        else:
            outcomes = answered(reply)["outcomes"]
            assert [one.get("problem", {"code": "accepted"})["code"] for one in outcomes] == said
            self.leaves += len(said)
        return command, reply

    @rule(target=replies, name=NAMES, frozen=st.booleans())
    def freeze(self, name: str, frozen: bool) -> object:
        if name not in self.model.frozen:
            return multiple()
        what = SetStatus(person(name).id, "FROZEN" if frozen else "ACTIVE", "a reason")
        return self.ask(person(name), what, self.model.freeze(name, frozen=frozen))

    @rule(earlier=replies)
    def replay(self, earlier: tuple[Command, Reply]) -> None:
        asked, reply = earlier
        again = self.node.writer.submit(asked).result(30)
        assert (again.status, again.body, again.replayed) == (reply.status, reply.body, True)

    @rule(earlier=replies)
    def mismatch(self, earlier: tuple[Command, Reply]) -> None:
        asked, _ = earlier
        who = next(who for who in map(person, ("Ann", "Ben", "Cleo", "Dora")) if who.id == asked.actor)
        other = command(who, Pay(who.id, "", "1", "another"), asked.request_id)
        assert code(self.node.writer.submit(other).result(30)) == "IDEMPOTENCY_MISMATCH"

    @invariant()
    def balances_are_those_of_the_model(self) -> None:
        symbols = {token: symbol for symbol, token in self.tokens.items()}
        with self.node.read() as connection:
            for name in self.model.frozen:
                held = {symbols[b.token_id]: b.available.units for b in balances(connection, person(name).id)}
                for symbol in self.tokens:
                    assert held.get(symbol, 0) == self.model.balances.get((name, symbol), 0)

    @invariant()
    def books_are_balanced(self) -> None:
        with self.node.read() as connection:
            accounts = connection.execute(select(tables.accounts)).all()
            postings = connection.execute(select(tables.postings).order_by(tables.postings.c.n)).all()
        for token in {account.token_n for account in accounts}:
            assert sum(account.balance for account in accounts if account.token_n == token) == 0
        for account in accounts:
            lines = [line for line in postings if line.account_n == account.n]
            assert account.balance == sum(line.units for line in lines) == lines[-1].balance
            assert account.balance >= 0 or account.kind == "ISSUANCE"
            assert (account.out_sum, account.out_count) == (lines[-1].out_sum, lines[-1].out_count)

    @invariant()
    def what_went_out_is_counted(self) -> None:
        question = (
            "SELECT i.name, t.symbol, a.out_sum FROM accounts a JOIN identities i ON i.n = a.identity_n "
            "JOIN tokens t ON t.n = a.token_n WHERE a.kind = 'AVAILABLE'"
        )
        found = {(row["name"], row["symbol"]): int(row["out_sum"]) for row in rows(self.node, question)}
        for key in product(self.model.frozen, self.tokens):
            assert found.get(key, 0) == self.model.spent.get(key, 0)

    @invariant()
    def every_decision_has_its_leaf_and_every_accepted_one_is_proved(self) -> None:
        found = rows(self.node, "SELECT n, kind FROM audit_leaves ORDER BY n")
        assert len(found) == self.leaves
        with self.node.read() as connection:
            for leaf in found:
                assert leaf_proof(connection, self.node, leaf["n"], TransferId("")).holds()

    @invariant()
    def only_accepted_movements_have_postings(self) -> None:
        question = (
            "SELECT (SELECT count(*) FROM postings) AS postings, (SELECT count(*) FROM transfers) AS transfers, "
            "(SELECT count(*) FROM audit_leaves WHERE kind IN ('PAY', 'ISSUE', 'MINT', 'BURN')) AS leaves"
        )
        (counts,) = rows(self.node, question)
        assert counts["postings"] == 2 * counts["transfers"] == 2 * counts["leaves"]


LedgerMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase

"""A machine that opens, signs, rejects, takes back, retries and lets expire, against a model of a few lines.

Whatever happens in whatever order, what is held is given back or paid out once, the books balance, and nothing
that is closed opens again or becomes something else.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlalchemy import select

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.item_status import OPEN, status
from qwallet_desktop.domain.matters import PaymentMatter
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, verify_vote
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.node import tables
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.policies import put_policy
from qwallet_desktop.node.voting import ExecuteItem
from qwallet_desktop.node.wallets import balances
from tests.node.approving import Wanted, in_a_turn, item_now, opened, signing
from tests.node.builders import Bank, ask, code, command, open_bank, person, register, rows, writer_held
from tests.node.item_model import ModelItem, ModelItems

NAMES = ("Ann", "Ben", "Cleo", "Dora")
NAME = st.sampled_from(NAMES)
UNITS = st.sampled_from([1, 2_500, 40_000, 100_000])
REASON = "Not now"
STATES = {
    "OPEN": {ItemStatus.DRAFT, ItemStatus.PENDING},
    "FAILED": {ItemStatus.FAILED},
    **{state: {ItemStatus(state)} for state in ("EXECUTED", "REJECTED", "CANCELLED", "EXPIRED", "SUPERSEDED")},
}


class ItemMachine(RuleBasedStateMachine):
    """Ann begins with 1,000.00; whoever is paid may propose payments too."""

    items = Bundle("items")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.bank: Bank = open_bank(Path(self.folder.name, "node"))
        for name in NAMES[2:]:
            register(self.bank.node, person(name))
        self.model = ModelItems({name: 100_000 if name == "Ann" else 0 for name in NAMES})
        self.ids: list[Item] = []
        self.closed: dict[str, ItemStatus] = {}

    def teardown(self) -> None:
        if hasattr(self, "bank"):
            self.bank.node.close()
            self.folder.cleanup()

    def let_the_node_look(self) -> None:
        """Have the node decide something, before which it ends what is over."""
        ask(self.bank.node, person("Ann"), ExecuteItem("none"))
        self.model.sweep()

    @rule(
        target=items,
        owner=NAME,
        recipient=NAME,
        units=UNITS,
        approvers=st.lists(NAME, min_size=1, max_size=3, unique=True),
        required=st.integers(1, 3),
        counts=st.booleans(),
    )
    def open(  # noqa: PLR0913 - what an item is opened with
        self, owner: str, recipient: str, units: int, approvers: list[str], required: int, *, counts: bool
    ) -> object:
        if owner == recipient:
            return multiple()
        self.let_the_node_look()
        item = ModelItem(owner, recipient, units, tuple(approvers), required, counts, self.model.now + 72)
        found = self.opened(item)
        assert (found if isinstance(found, str) else "accepted") == self.model.open(item)
        if isinstance(found, str):
            return multiple()
        self.ids.append(found)
        return len(self.ids) - 1

    def opened(self, item: ModelItem) -> Item | str:
        """Open an item, or return why it was refused."""
        matter = PaymentMatter(person(item.recipient).id, Amount(item.units, 2, self.bank.qtk), "QTK", "")
        approvers = tuple(map(person, item.approvers))
        wanted = Wanted(approvers, item.required, item.counts, matter=matter)
        try:
            return opened(self.bank, person(item.owner), wanted)
        except Refused as refused:
            return refused.problem.code.value

    @rule(number=items, name=NAME, choice=st.sampled_from(Choice))
    def vote(self, number: int, name: str, choice: Choice) -> None:
        who, reason = person(name), "" if choice is Choice.SIGN else REASON
        self.model.sweep()
        expected = self.model.vote(self.model.items[number], name, choice.value)
        reply = ask(self.bank.node, who, signing(self.bank.node, self.ids[number], who, choice, reason))
        assert (code(reply) if reply.status >= 400 else "accepted") == expected

    @rule(number=items, name=NAME, choice=st.sampled_from(Choice))
    def let_the_initiator_bring_a_vote(self, number: int, name: str, choice: Choice) -> None:
        """Whose it is counts, not who brings it; but the initiator sees what a stranger does not."""
        who, owner, reason = (
            person(name),
            person(self.model.items[number].owner),
            "" if choice is Choice.SIGN else REASON,
        )
        self.model.sweep()
        expected = self.model.vote(self.model.items[number], name, choice.value)
        signed = replace(signing(self.bank.node, self.ids[number], who, choice, reason), signer=who.id)
        found = ask(self.bank.node, owner, signed)
        said = code(found) if found.status >= 400 else "accepted"
        assert said != "accepted" if expected == "ITEM_UNKNOWN" else said == expected

    @rule(number=items, names=st.permutations(NAMES))
    def all_sign_at_once(self, number: int, names: list[str]) -> None:
        """Let everybody's signature stand in one commit."""
        people = [person(name) for name in names[:3]]
        self.model.sweep()
        expected = [self.model.vote(self.model.items[number], one.name, "SIGN") for one in people]
        asks = [command(one, signing(self.bank.node, self.ids[number], one)) for one in people]
        with writer_held(self.bank):
            futures = [self.bank.node.writer.submit(one) for one in asks]
        found = [future.result(30) for future in futures]
        assert [code(one) if one.status >= 400 else "accepted" for one in found] == expected

    @rule(number=items, name=NAME)
    def try_again(self, number: int, name: str) -> None:
        self.model.sweep()
        expected = self.model.execute(self.model.items[number], name)
        reply = ask(self.bank.node, person(name), ExecuteItem(self.ids[number].proposal.item_id))
        assert (code(reply) if reply.status >= 400 else "accepted") == expected

    @rule(name=NAME, freezes=st.booleans())
    def freeze(self, name: str, *, freezes: bool) -> None:
        self.model.sweep()
        who = person(name)
        reply = ask(self.bank.node, who, SetStatus(who.id, "FROZEN" if freezes else "ACTIVE", REASON))
        if reply.status < 400:
            (self.model.frozen.add if freezes else self.model.frozen.discard)(name)

    @rule(name=NAME)
    def change_rules(self, name: str) -> None:
        self.let_the_node_look()
        self.model.change_rules(name)
        in_a_turn(self.bank.node, person(name).id, lambda turn: put_policy(turn, turn.actor, ConsentPolicy(), ""))

    @rule(hours=st.sampled_from([1, 24, 71, 72, 200, -30]))
    def turn_the_clock(self, hours: int) -> None:
        self.bank.clock.forward(hours=hours)
        self.model.now += hours
        self.let_the_node_look()

    @invariant()
    def each_stands_as_the_model_says(self) -> None:
        for item, said in zip(self.ids, self.model.items, strict=True):
            stands = status(item_now(self.bank.node, item.proposal.item_id), self.bank.clock())
            assert stands in STATES[said.state]

    @invariant()
    def nothing_closed_becomes_anything_else(self) -> None:
        for item in self.ids:
            item_id = item.proposal.item_id
            stands = status(item_now(self.bank.node, item_id), self.bank.clock())
            assert self.closed.get(item_id, stands) is stands
            if stands not in OPEN:
                self.closed[item_id] = stands

    @invariant()
    def everybody_has_what_the_model_says(self) -> None:
        with self.bank.node.read() as connection:
            for name in NAMES:
                found = [one for one in balances(connection, person(name).id) if one.token_id == self.bank.qtk]
                free, held = (found[0].available.units, found[0].held.units) if found else (0, 0)
                assert (free, held) == (self.model.free[name], self.model.held.get(name, 0))

    @invariant()
    def what_was_held_came_back_or_was_paid_once(self) -> None:
        kinds = {
            row["kind"]: row["n"]
            for row in rows(self.bank.node, "SELECT kind, count(*) AS n FROM transfers GROUP BY kind")
        }
        states = [item.state for item in self.model.items]
        waiting = sum(state in {"OPEN", "FAILED"} for state in states)
        paid = states.count("EXECUTED")
        assert kinds.get("HOLD", 0) == len(states)
        assert kinds.get("TRANSFER", 0) == paid
        assert kinds.get("RELEASE", 0) == len(states) - waiting - paid

    @invariant()
    def books_balance(self) -> None:
        with self.bank.node.read() as connection:
            accounts = connection.execute(select(tables.accounts)).all()
            postings = connection.execute(select(tables.postings).order_by(tables.postings.c.n)).all()
        assert sum(account.balance for account in accounts) == 0
        for account in accounts:
            lines = [line for line in postings if line.account_n == account.n]
            assert account.balance == sum(line.units for line in lines) == lines[-1].balance
            assert account.balance >= 0 or account.kind == "ISSUANCE"

    @invariant()
    def every_signature_that_is_kept_is_right(self) -> None:
        for item in self.ids:
            now = item_now(self.bank.node, item.proposal.item_id)
            assert all(verify_vote(now, one, self.bank.node.node_id) for one in now.votes)


ItemMachine.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestItemMachine = ItemMachine.TestCase

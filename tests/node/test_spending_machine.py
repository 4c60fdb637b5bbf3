"""No sequence of payments, holds, approvals, expiries, retries and clock moves exceeds a limit or makes money."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed, Item
from qwallet_desktop.node import tables
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.movements import ACCEPTED, OK
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.wallets import balances
from qwallet_desktop.node.writer import Command, Reply
from qwallet_desktop.wire.shapes import adapter
from tests.helpers.ledgers import open_node
from tests.helpers.postgres import drop_databases
from tests.node import approving
from tests.node.builders import (
    START,
    TurnedClock,
    accepted,
    ask,
    code,
    command,
    issue,
    pay,
    person,
    register,
    writer_held,
)
from tests.node.ruled import foreseen, limits, try_limits
from tests.node.spending_model import Held, Payment, SpendingModel

NAMES = ("Root", "Kim", "Lou", "Ben")
FAMILY = ("Root", "Kim", "Lou")
START_UNITS = {"Root": 4_000, "Kim": 3_000, "Lou": 2_000, "Ben": 1_000}
UNITS = st.sampled_from([1, 150, 299, 300, 301, 400, 600])
ASKS_ABOVE = 300
WHO = st.sampled_from(NAMES)


class SpendingMachine(RuleBasedStateMachine):
    """Asks a node and the model for the same."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = TurnedClock()
        self.node = open_node(self.folder, clock=self.clock)
        self.people = {name: person(name) for name in NAMES}
        register(self.node, self.people["Root"])
        for name in ("Kim", "Lou"):
            register(self.node, self.people[name], parent=self.people["Root"])
        register(self.node, self.people["Ben"])
        self.token = issue(self.node, self.people["Root"], "100.00")
        for name in ("Kim", "Lou", "Ben"):
            accepted(pay(self.node, self.people["Root"], self.people[name], self.token, self.text(START_UNITS[name])))
        # So long that nothing of it is in any window.
        self.clock.now = START + timedelta(days=40)
        self.model = SpendingModel(dict(START_UNITS))
        self.items: dict[str, Item] = {}
        self.asked: list[tuple[Command, Reply]] = []
        self.limit_one("Kim", 1_200, 4)
        self.limit_the_family(2_000)

    def teardown(self) -> None:
        if hasattr(self, "node"):
            self.node.close()
            drop_databases()
            shutil.rmtree(self.folder)

    @staticmethod
    def text(units: int) -> str:
        return f"{units // 100}.{units % 100:02d}"

    def payment(self, recipient: str, units: int) -> Pay:
        return Pay(self.people[recipient].id, self.token, self.text(units), "")

    def took(self, sender: str, recipient: str, units: int, reply: Reply) -> str:
        """Say what a reply is, and let the model do the same."""
        now = self.clock.now
        if reply.status == 202:
            item = adapter(Item).validate_json(reply.body, strict=True)
            self.note(sender, ((recipient, units),), item)
            return "NEEDS_APPROVAL"
        if reply.status == 201:
            self.model.pay(now, sender, recipient, units)
            return "ALLOW"
        return code(reply)

    def note(self, sender: str, payments: tuple[Payment, ...], item: Item) -> None:
        key = item.proposal.item_id
        self.items[key] = item
        self.model.hold(key, self.clock.now, Held(sender, payments, item.proposal.expires_at))

    @rule(sender=WHO | st.just("Kim"), recipient=WHO | st.just("Ben"), units=UNITS)
    def pay(self, sender: str, recipient: str, units: int) -> None:
        if sender == recipient:
            return
        self.model.expire(self.clock.now)
        expected = self.model.judged(self.clock.now, sender, recipient, units)
        asked = command(self.people[sender], self.payment(recipient, units))
        reply = self.node.writer.submit(asked).result(30)
        assert self.took(sender, recipient, units, reply) == expected
        self.asked.append((asked, reply))

    @rule(sender=WHO, payments=st.lists(st.tuples(WHO, UNITS), min_size=1, max_size=4))
    def pay_each(self, sender: str, payments: list[tuple[str, int]]) -> None:
        chosen = [one for one in payments if one[0] != sender]
        what = PayMany(BatchMode.EACH, tuple(self.payment(*one) for one in chosen))
        if not chosen:
            return
        self.model.expire(self.clock.now)
        outcomes = accepted(ask(self.node, self.people[sender], what))["outcomes"]
        for (recipient, units), outcome in zip(chosen, outcomes, strict=True):
            expected = self.model.judged(self.clock.now, sender, recipient, units)
            if "receipt" in outcome:
                said = "ALLOW"
                self.model.pay(self.clock.now, sender, recipient, units)
            elif "item" in outcome:
                said = "NEEDS_APPROVAL"
                self.note(sender, ((recipient, units),), adapter(Item).validate_python(outcome["item"]))
            else:
                said = outcome["problem"]["code"]
            assert said == expected

    @rule(sender=WHO | st.just("Kim"), payments=st.lists(st.tuples(WHO, UNITS), min_size=1, max_size=4))
    def pay_together(self, sender: str, payments: list[Payment]) -> None:
        """Pay all or nothing: at once, or as one item that waits."""
        chosen = tuple(one for one in payments if one[0] != sender)
        if not chosen:
            return
        self.model.expire(self.clock.now)
        expected, place = self.model.judged_together(self.clock.now, sender, chosen)
        what = PayMany(BatchMode.ALL_OR_NOTHING, tuple(self.payment(*one) for one in chosen))
        reply = ask(self.node, self.people[sender], what)
        if reply.status == ACCEPTED:
            said = "NEEDS_APPROVAL"
            self.note(sender, chosen, adapter(Item).validate_json(reply.body, strict=True))
        elif reply.status == OK:
            said = "ALLOW"
            for one in chosen:
                self.model.pay(self.clock.now, sender, *one)
        else:
            assert reply.problem is not None
            said = reply.problem.code
            assert reply.problem.field.startswith(f"payments[{place}]")
        assert said == expected

    @rule(payments=st.lists(st.tuples(st.sampled_from(FAMILY), UNITS), min_size=2, max_size=6))
    def pay_in_one_commit(self, payments: list[tuple[str, int]]) -> None:
        self.model.expire(self.clock.now)
        with writer_held(self):  # type: ignore[arg-type]  # it has a node, which is all that is asked of it
            futures = [
                self.node.writer.submit(command(self.people[sender], self.payment("Ben", units)))
                for sender, units in payments
            ]
        for (sender, units), future in zip(payments, futures, strict=True):
            expected = self.model.judged(self.clock.now, sender, "Ben", units)
            assert self.took(sender, "Ben", units, future.result(30)) == expected

    @precondition(lambda self: self.items)
    @rule(data=st.data(), choice=st.sampled_from(Choice))
    def decide(self, data: st.DataObject, choice: Choice) -> None:
        """Kim signs what it asked for and Root agrees, or one of them puts an end to it."""
        # In the order in which they were opened: their ids are random, and would lead another way each time.
        key = data.draw(st.sampled_from(list(self.items)))
        item, now = self.items[key], self.clock.now
        held = self.model.held.get(key)
        if held is None or held.ends <= now:
            # Nothing is written here: what has ended is given back by the next write, so the model waits as well.
            del self.items[key]
            return
        self.model.expire(now)
        if not item.votes:
            item = self.items[key] = approving.read(approving.vote(self.node, item, self.people["Kim"]))
        who = self.people["Kim" if choice is Choice.CANCEL else "Root"]
        retries = isinstance(item.closing, ExecutionFailed) and choice is Choice.SIGN
        if isinstance(item.closing, ExecutionFailed) and choice is Choice.REJECT:
            return
        reason = "" if choice is Choice.SIGN else "no"
        reply = (
            approving.execute(self.node, item, who) if retries else approving.vote(self.node, item, who, choice, reason)
        )
        self.became(key, approving.read(reply), choice)

    def became(self, key: str, item: Item, choice: Choice) -> None:
        held, now = self.model.held[key], self.clock.now
        self.items[key] = item
        if choice is not Choice.SIGN:
            self.model.release(key, now)
            return
        expected, place = self.model.judged_together(now, held.sender, held.payments, held)
        if isinstance(item.closing, Executed):
            assert expected in {"ALLOW", "NEEDS_APPROVAL"}
            del self.model.held[key]
            for one in held.payments:
                self.model.pay(now, held.sender, *one, "HELD")
        else:
            assert isinstance(item.closing, ExecutionFailed)
            assert item.closing.problem.code == expected
            at = f"payments[{place}].amount" if item.proposal.subject is Subject.BATCH else "amount"
            assert item.closing.problem.field in {at, at.removesuffix(".amount")}

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        asked, reply = data.draw(st.sampled_from(self.asked))
        self.model.expire(self.clock.now)
        again = self.node.writer.submit(asked).result(30)
        assert (again.status, again.body) == (reply.status, reply.body)

    @rule(hours=st.sampled_from([0.5, 1, 11, 23, 24, 73, -0.5, -12, -30]))
    def turn_the_clock(self, hours: float) -> None:
        self.clock.forward(hours=hours)

    @rule(
        who=st.sampled_from(["Kim", "Lou"]),
        daily=st.sampled_from([None, 600, 1_200]),
        per_hour=st.sampled_from([None, 2, 4]),
    )
    def limit_one(self, who: str, daily: int | None, per_hour: int | None) -> None:
        given = {"daily": daily} if daily is not None else {}
        if who == "Kim":
            wanted = limits(self.token, per_hour=per_hour, approval_above=ASKS_ABOVE, **given)
        else:
            wanted = limits(self.token, **given)
        if self.set(who, wanted, LimitScope.IDENTITY):
            self.model.daily[who] = daily
            if who == "Kim":
                self.model.per_hour, self.model.above = per_hour, ASKS_ABOVE

    @rule(daily=st.sampled_from([None, 1_000, 2_000]))
    def limit_the_family(self, daily: int | None) -> None:
        wanted = limits(self.token, **({"daily": daily} if daily is not None else {}))
        if self.set("Root", wanted, LimitScope.FAMILY):
            self.model.family = daily

    def set(self, who: str, wanted: Limits, scope: LimitScope) -> bool:
        """Put limits into force, unless more is used or nothing would change; open items of that one end then."""
        self.model.expire(self.clock.now)
        reply = try_limits(self.node, self.people["Root"], wanted, whose=self.people[who], scope=scope)
        if reply.status != OK:
            assert code(reply) in {"LIMIT_BELOW_USE", "RULES_UNCHANGED"}
            return False
        for key in [key for key, one in self.model.held.items() if one.sender == who]:
            self.model.release(key, self.clock.now)
        return True

    @precondition(lambda self: hasattr(self, "node"))
    @rule(sender=WHO, recipient=WHO, units=UNITS)
    def foresee(self, sender: str, recipient: str, units: int) -> None:
        # A preview sees what is written: what has ended is given back by the next write.
        if sender == recipient or any(one.ends <= self.clock.now for one in self.model.held.values()):
            return
        decision = foreseen(self.node, self.people[sender].id, self.payment(recipient, units))
        said = decision.problem.code if decision.problem else decision.outcome
        assert said == self.model.judged(self.clock.now, sender, recipient, units)

    @invariant()
    def everybody_has_what_the_model_says(self) -> None:
        if not hasattr(self, "node") or any(one.ends <= self.clock.now for one in self.model.held.values()):
            return
        for name in NAMES:
            with self.node.read() as connection:
                (balance,) = balances(connection, self.people[name].id)
            assert (balance.settled.units, balance.held.units) == (self.model.balances[name], self.model.waiting(name))

    @invariant()
    def no_money_is_made(self) -> None:
        if hasattr(self, "node"):
            with self.node.read() as connection:
                found = connection.scalars(select(tables.accounts.c.balance)).all()
            assert sum(found) == 0


SpendingMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestSpending = SpendingMachine.TestCase

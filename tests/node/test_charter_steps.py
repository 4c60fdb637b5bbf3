"""Any mix of changes of signers and successors at a node: the chain holds, and rows and memory say what it says."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import confirms_itself
from qwallet_desktop.domain.messages import Successor
from qwallet_desktop.domain.multisig import Executed
from qwallet_desktop.node import groups
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.succession import Succeed
from tests.helpers.postgres import ON_POSTGRESQL, drop_databases
from tests.node.approving import read, vote
from tests.node.builders import Bank, accepted, ask, code, open_bank, person, register, rows

EXAMPLES = 5 if ON_POSTGRESQL else 20
ROLES = st.lists(st.sampled_from([Role.VIEWER, Role.SIGNER, Role.ADMIN]), min_size=1, max_size=2, unique=True)
CHANGES = st.tuples(st.lists(st.tuples(st.integers(0, 5), ROLES), max_size=4), st.integers(1, 3), st.booleans())
STEPS = st.lists(st.one_of(CHANGES, st.integers(0, 5)), min_size=1, max_size=5)


class Town:
    """A node with six people, any of whom may get another key, and a group of the first two of them."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.node = bank, bank.node
        self.people = [bank.ann, bank.ben, *(person(f"Person {number}") for number in range(4))]
        for one in self.people[2:]:
            register(self.node, one)
        self.keys = {one.id: one for one in self.people}
        self.group = self._found()

    def _found(self) -> IdentityId:
        first = self.charter([(1, [Role.SIGNER])], 1, counts=True)
        ann, ben = self.people[:2]
        founding = Founding(IdentityType.ENTERPRISE, "Town", first, ann.id, self.node.node_id, "0a" * 16)
        signed = tuple(FoundingSignature(one.id, one.sign(founding.message()).hex()) for one in (ann, ben))
        accepted(ask(self.node, ann, Found(founding, signed)))
        return founding.group_id

    def charter(self, others: list[tuple[int, list[Role]]], threshold: int, *, counts: bool) -> Charter:
        """Write a charter in which the first one is SIGNER and ADMIN."""
        members = {0: (Role.SIGNER, Role.ADMIN)} | {place: tuple(roles) for place, roles in others if place}
        listed = tuple(Member(self.people[place].id, roles) for place, roles in members.items())
        signers = sum(Role.SIGNER in one.roles for one in listed)
        return Charter(listed, min(threshold, signers), counts)

    def read(self) -> Group:
        with self.node.read() as connection:
            found = groups.group(connection, self.group)
        assert found is not None
        return found

    def change(self, wanted: Charter) -> None:
        """Have the first one ask for a charter, and everybody sign who must or may."""
        before = self.read()
        reply = ask(self.node, self.people[0], ChangeCharter(self.group, wanted, before.version, ""))
        if reply.status != 202:
            assert code(reply) == ("CHARTER_UNCHANGED" if wanted == before.charter else "APPROVERS_TOO_FEW")
            return
        item = read(reply)
        again = [item.proposal.initiator] if confirms_itself(item.proposal) else []
        rest = [one for one in item.proposal.approvers if one != item.proposal.initiator]
        for signer in (item.proposal.initiator, *again, *item.proposal.joining, *rest):
            if not isinstance(item.closing, Executed):
                item = read(vote(self.node, item, self.keys[signer]))
        assert isinstance(item.closing, Executed)

    def replace(self, place: int) -> None:
        """Give somebody another key."""
        old, new = self.people[place], person(f"{self.people[place].name}'")
        message = Successor(old.id, new.id, old.id, self.node.node_id).message()
        signed = [one.sign(message).hex() for one in (new, old)]
        accepted(ask(self.node, old, Succeed(old.id, new.id, signed[0], signed[1], None)))
        self.people[place] = self.keys[new.id] = new


def check(town: Town) -> None:
    """Hold the chain, the rows, what reads ask and what the writer remembers against each other."""
    group = town.read()
    verify_group(group, town.node.node_id)
    question = (
        "SELECT m.id, roles FROM memberships JOIN identities g ON g.n = group_n JOIN identities m ON m.n = member_n "
        "WHERE g.id = :id"
    )
    kept = {row["id"]: row["roles"] for row in rows(town.node, question, id=town.group)}
    assert kept == {one.identity_id: ",".join(one.roles) for one in group.charter.members}
    known = town.node.writer._known
    assert (group.charter, group.version) in known.charters.values()
    n = rows(town.node, "SELECT n FROM identities WHERE id = :id", id=town.group)[0]["n"]
    numbers = {row["id"]: row["n"] for row in rows(town.node, "SELECT id, n FROM identities")}
    for who in town.keys:
        remembered = known.memberships.get(numbers[who])
        assert remembered is None or (n in remembered) is (who in kept)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_whatever_changes_a_group_is_what_its_id_leads_to(
    steps: list[tuple[list[tuple[int, list[Role]]], int, bool] | int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bank = open_bank(Path(folder) / "node")
        try:
            town = Town(bank)
            for step in steps:
                if isinstance(step, int):
                    town.replace(step)
                else:
                    others, threshold, counts = step
                    town.change(town.charter(others, threshold, counts=counts))
                check(town)
        finally:
            bank.node.close()
            drop_databases()

"""Grants: signed, for this node, at most twelve hours, and kept over a restart."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.grants import granted, save_grants
from qwallet_desktop.wire.requests import SignedGrant
from tests.helpers.ledgers import open_node
from tests.node.builders import START, Bank, person, rows, signed_grant

SESSION = person("a session")
LATER = START + timedelta(hours=12)


def may_read(bank: Bank, session_key: IdentityId = SESSION.id) -> frozenset[IdentityId]:
    with bank.node.read() as connection:
        return granted(connection, session_key, bank.clock.now)


def save(bank: Bank, *grants: SignedGrant) -> tuple[IdentityId, ...]:
    return save_grants(bank.node, grants, bank.clock.now)


def good(bank: Bank, name: str = "Ann") -> SignedGrant:
    return signed_grant(person(name), SESSION, bank.node.node_id, LATER)


def test_a_grant_lets_its_key_read_for_its_identity(bank: Bank) -> None:
    assert save(bank, good(bank), good(bank, "Ben")) == (bank.ann.id, bank.ben.id)
    assert may_read(bank) == {bank.ann.id, bank.ben.id}
    assert may_read(bank, person("another session").id) == frozenset()


def test_a_grant_ends(bank: Bank) -> None:
    save(bank, good(bank))
    bank.clock.forward(hours=12)

    assert may_read(bank) == frozenset()


def test_a_grant_given_again_lasts_longer(bank: Bank) -> None:
    save(bank, good(bank))
    bank.clock.forward(hours=6)
    save(bank, signed_grant(bank.ann, SESSION, bank.node.node_id, LATER + timedelta(hours=6)))
    bank.clock.forward(hours=8)

    assert may_read(bank) == {bank.ann.id}


def test_ended_grants_are_swept_out(bank: Bank) -> None:
    save(bank, good(bank))
    bank.clock.forward(hours=13)
    save(bank, signed_grant(bank.ben, SESSION, bank.node.node_id, LATER + timedelta(hours=6)))

    assert rows(bank.node, "SELECT count(*) AS n FROM grants") == [{"n": 1}]


def test_a_grant_outlives_a_restart(bank: Bank, tmp_path: Path) -> None:
    save(bank, good(bank))
    bank.node.close()
    bank.node = open_node(tmp_path / "node", clock=bank.clock)

    assert may_read(bank) == {bank.ann.id}


def test_an_unregistered_identity_is_left_out(bank: Bank) -> None:
    assert save(bank, good(bank), good(bank, "nobody knows")) == (bank.ann.id,)


def test_only_unregistered_identities_grant_nothing(bank: Bank) -> None:
    assert save(bank, good(bank, "nobody knows")) == ()


def wrong_grants(bank: Bank) -> list[tuple[SignedGrant, Code]]:
    node_id, ann = bank.node.node_id, bank.ann
    fair = good(bank)
    return [
        (replace(fair, signature=good(bank, "Ben").signature), Code.GRANT_INVALID),
        (replace(fair, signature="not hex"), Code.GRANT_INVALID),
        (replace(fair, session_key=IdentityId("did:key:zzz")), Code.GRANT_INVALID),
        (replace(fair, session_key=bank.ben.id), Code.GRANT_INVALID),
        (signed_grant(ann, SESSION, NodeId("0" * 32), LATER), Code.GRANT_INVALID),
        (signed_grant(ann, SESSION, node_id, LATER + timedelta(milliseconds=1)), Code.GRANT_INVALID),
        (replace(fair, expires_at=LATER.replace(tzinfo=None)), Code.GRANT_INVALID),
        (signed_grant(ann, SESSION, node_id, START), Code.GRANT_EXPIRED),
    ]


@pytest.mark.parametrize("which", range(8))
def test_a_wrong_grant_is_refused_and_none_of_its_batch_is_kept(bank: Bank, which: int) -> None:
    wrong, expected = wrong_grants(bank)[which]

    with pytest.raises(Refused) as refused:
        save(bank, good(bank, "Ben"), wrong)

    assert refused.value.problem.code is expected
    assert may_read(bank) == frozenset()

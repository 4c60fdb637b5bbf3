"""The memory of nonces forgets no sooner than a signature's age does its work, and is bounded."""

import pytest

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.nonces import NonceMemory

ALICE, BOB = IdentityId("did:key:zAlice"), IdentityId("did:key:zBob")
AGE = 60


def test_a_nonce_is_taken_once() -> None:
    memory = NonceMemory(AGE)
    assert [memory.remember(ALICE, "n", 1_000, 1_000.5) for _ in range(2)] == [True, False]


def test_two_keys_may_choose_the_same_nonce() -> None:
    memory = NonceMemory(AGE)
    assert [memory.remember(key, "n", 1_000, 1_000.5) for key in (ALICE, BOB)] == [True, True]


@pytest.mark.parametrize("created", [940, 1_000, 1_060])
def test_a_nonce_is_remembered_while_its_age_would_let_it_pass(created: int) -> None:
    memory = NonceMemory(AGE)
    memory.remember(ALICE, "n", created, 1_000.0)
    assert not memory.remember(ALICE, "n", created, created + AGE + 0.0)


def test_what_is_too_old_is_forgotten() -> None:
    memory = NonceMemory(AGE, most=1)
    memory.remember(ALICE, "first", 1_000, 1_000.0)
    assert memory.remember(ALICE, "second", 1_062, 1_062.0)


def test_a_full_memory_refuses_rather_than_forgets() -> None:
    memory = NonceMemory(AGE, most=2)
    for nonce in ("first", "second"):
        memory.remember(ALICE, nonce, 1_000, 1_000.0)
    with pytest.raises(Refused) as refused:
        memory.remember(ALICE, "third", 1_000, 1_001.0)
    assert refused.value.problem.code is Code.OVERLOADED
    assert not memory.remember(ALICE, "first", 1_000, 1_001.0)

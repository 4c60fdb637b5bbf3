import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.held_keys import HeldKeys
from tests.keys.builders import refused

identity_ids = st.binary(min_size=32, max_size=32).map(did_from_key)
entries = st.lists(st.tuples(st.integers(0, 2**31 - 1), identity_ids), unique_by=lambda entry: entry[0])

FIRST = did_from_key(bytes(32))
SECOND = did_from_key(b"\x01" * 32)


@given(added=entries)
def test_a_list_comes_back_as_it_was(added: list[tuple[int, IdentityId]]) -> None:
    held = HeldKeys().with_added(added)
    assert HeldKeys.from_bytes(held.to_bytes()) == held


@given(added=entries)
def test_the_next_index_lies_past_all_that_are_held(added: list[tuple[int, IdentityId]]) -> None:
    held = HeldKeys().with_added(added)
    assert held.next_index == max((index for index, _ in added), default=-1) + 1


def test_an_entry_that_is_held_stays_once() -> None:
    held = HeldKeys().with_added([(0, FIRST)]).with_added([(0, FIRST), (4, SECOND)])
    assert held.entries == ((0, FIRST), (4, SECOND))


def test_the_next_index_never_goes_back() -> None:
    assert HeldKeys(next_index=9).with_added([(3, FIRST)]).next_index == 9


@pytest.mark.parametrize("cut", [5, 20, 60])
def test_a_list_that_was_cut_is_damaged(cut: int) -> None:
    data = HeldKeys().with_added([(0, FIRST)]).to_bytes()
    with refused(Code.VAULT_DAMAGED):
        HeldKeys.from_bytes(data[:cut])


def test_an_unknown_kind_of_entry_is_damage() -> None:
    data = bytearray(HeldKeys().with_added([(0, FIRST)]).to_bytes())
    data[4] = 9
    with refused(Code.VAULT_DAMAGED):
        HeldKeys.from_bytes(bytes(data))

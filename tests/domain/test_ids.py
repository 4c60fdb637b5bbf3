"""Request ids: UUIDs of version 7, in the order of their time."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import RANDOM_LENGTH, request_id

TIMES = st.integers(0, (1 << 48) - 1)
RANDOM = st.binary(min_size=RANDOM_LENGTH, max_size=RANDOM_LENGTH)


@given(TIMES, RANDOM)
def test_a_request_id_is_a_uuid_of_version_7(milliseconds: int, random: bytes) -> None:
    made = UUID(request_id(milliseconds, random))

    assert (made.version, made.variant, str(made)) == (7, "specified in RFC 4122", request_id(milliseconds, random))


@given(TIMES, RANDOM)
def test_a_request_id_begins_with_its_time(milliseconds: int, random: bytes) -> None:
    assert UUID(request_id(milliseconds, random)).int >> 80 == milliseconds


@given(TIMES, RANDOM, RANDOM)
def test_other_random_bits_make_another_request_id(milliseconds: int, one: bytes, other: bytes) -> None:
    def used(random: bytes) -> tuple[int, int]:
        return int.from_bytes(random[:2]) % (1 << 12), int.from_bytes(random[2:]) % (1 << 62)

    assert (request_id(milliseconds, one) == request_id(milliseconds, other)) == (used(one) == used(other))

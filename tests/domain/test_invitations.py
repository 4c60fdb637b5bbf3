"""An invitation survives being copied by hand, and one wrong letter in it is seen."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.invitations import (
    Invitation,
    digest_of,
    invitation_text,
    needs_invitation,
    parse_invitation,
)
from qwallet_desktop.domain.problems import Code, Refused

SECRET = bytes(range(16))
TEXT = invitation_text(SECRET)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
INVITATION = Invitation(digest_of(SECRET), may_issue=False, expires_at=NOW + timedelta(hours=1))


def refusal(text: str) -> tuple[Code, str]:
    with pytest.raises(Refused) as refused:
        parse_invitation(text)
    return refused.value.problem.code, refused.value.problem.field


@given(st.binary(min_size=16, max_size=16))
def test_what_was_written_is_read(secret: bytes) -> None:
    assert parse_invitation(invitation_text(secret)) == secret


def test_it_is_eight_groups_of_four() -> None:
    assert [len(group) for group in invitation_text(SECRET).split("-")] == [4] * 8


@pytest.mark.parametrize("between", ["-", "", " ", "\n"])
def test_how_it_is_copied_does_not_matter(between: str) -> None:
    assert parse_invitation(f" {invitation_text(SECRET).lower().replace('-', between)}\n") == SECRET


def test_digits_that_it_does_not_have_are_read_as_the_letters_that_they_look_like() -> None:
    texts = (invitation_text(bytes([number] * 16)) for number in range(256))
    text = next(each for each in texts if "O" in each and "I" in each and "B" in each)
    mistaken = text.replace("O", "0").replace("I", "1").replace("B", "8")
    assert parse_invitation(mistaken) == parse_invitation(text)


@given(st.integers(0, 31), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_wrong_letter_is_seen(place: int, letter: str) -> None:
    letters = list(invitation_text(SECRET).replace("-", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    assert refusal("".join(letters)) == (Code.INVITATION_INVALID, "invitation")


@pytest.mark.parametrize(
    "text", ["", "Ada", invitation_text(SECRET)[:-1], invitation_text(SECRET) * 2, "ÄÖÜ", "=" * 32]
)
def test_anything_else_is_no_invitation(text: str) -> None:
    assert refusal(text) == (Code.INVITATION_INVALID, "invitation")


def test_its_digest_tells_nothing_of_it() -> None:
    # Reckoned with: printf 'qwallet/invitation/v1\n\000\001…' | sha256sum
    assert digest_of(SECRET).hex() == "e81102a8764c3c5c750057ca53a056a91a05ebf2720c857d6f0018f3bc21b7c5"


@pytest.mark.parametrize(
    ("kind", "needed"), [("ROOT", True), ("AID", True), ("CONSENTIDA", False), ("ENTERPRISE", False), ("DAO", False)]
)
def test_only_those_need_one_whom_nobody_vouches_for(kind: str, needed: bool) -> None:
    assert needs_invitation(IdentityType(kind)) is needed


@pytest.mark.parametrize(
    ("invitation", "kind", "code"),
    [
        (INVITATION, IdentityType.CONSENTIDA, Code.INVITATION_INVALID),
        (Invitation(b"", False, NOW, is_used=True), IdentityType.ROOT, Code.INVITATION_USED),
        (Invitation(b"", False, NOW), IdentityType.ROOT, Code.INVITATION_EXPIRED),
    ],
)
def test_what_is_wrong_with_one_is_named(invitation: Invitation, kind: IdentityType, code: Code) -> None:
    with pytest.raises(Refused, match=code):
        invitation.check(kind, NOW)


def test_one_that_is_in_order_passes() -> None:
    INVITATION.check(IdentityType.ROOT, NOW + timedelta(minutes=59))

"""The address book: what may be called how, forgeries that look alike, and books as CSV."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain import addressbook
from qwallet_desktop.domain.addressbook import Contact, check_contact, in_order, look_alike, read_book, write_book
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Code, Refused
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, NOW

OWN = {ALICE: "Mara"}
BAKER = Contact(ContactId("ct_1"), BOB, "Baker", "Fridays", NOW)


def refusal(name: str, did: str, note: str = "", replaced: ContactId | None = None) -> tuple[Code, str]:
    with pytest.raises(Refused) as refused:
        check_contact(name, did, note, [BAKER], OWN, replaced)
    return refused.value.problem.code, refused.value.problem.field


@pytest.mark.parametrize(
    ("name", "did", "note", "code", "field"),
    [
        ("", CAROL, "", Code.NAME_INVALID, "name"),
        ("Carol", " ", "", Code.RECIPIENT_EMPTY, "did"),
        ("Carol", "did:key:oops", "", Code.NOT_A_DID, "did"),
        ("Carol", CAROL, "x" * 281, Code.MEMO_INVALID, "note"),
        ("Me", ALICE, "", Code.CONTACT_OWN, "did"),
        ("Bob", BOB, "", Code.CONTACT_EXISTS, "did"),
        ("bAkEr", CAROL, "", Code.CONTACT_NAME_TAKEN, "name"),
        ("MARA", CAROL, "", Code.CONTACT_NAME_TAKEN, "name"),
    ],
)
def test_what_would_mislead_is_refused_at_its_field(name: str, did: str, note: str, code: Code, field: str) -> None:
    assert refusal(name, did, note) == (code, field)


def test_a_contact_may_be_changed_into_what_it_is() -> None:
    assert check_contact(" Baker ", BOB, "", [BAKER], OWN, BAKER.id) == ("Baker", BOB, "")


def test_a_did_that_ends_alike_is_a_look_alike_and_the_same_one_is_not() -> None:
    forged = IdentityId(BOB[:20] + "1111" + BOB[24:])
    assert look_alike(forged, [ALICE, BOB]) == BOB
    assert look_alike(BOB, [ALICE, BOB]) is None
    assert look_alike(CAROL, [ALICE, BOB]) is None


def test_a_file_tells_which_of_its_lines_are_left_out_and_why() -> None:
    text = f"Name,DID,Note\nCarol,{CAROL},first\ncarol,{DAVE},\nBob,{BOB},\n,{DAVE},\nBaker,{BOB},\nDave,oops,\n"
    found = read_book(text, [BAKER], OWN)
    assert [(row.number, row.problem.code if row.problem else None) for row in found] == [
        (2, None),
        (3, Code.CONTACT_NAME_TAKEN),
        (4, Code.CONTACT_EXISTS),
        (5, Code.NAME_INVALID),
        (7, Code.NOT_A_DID),
    ]


def test_columns_may_stand_in_another_order_and_need_no_headings() -> None:
    named = read_book(f"did;note;name\n{CAROL};rent;Carol\n", [], OWN)
    bare = read_book(f"Carol,{CAROL},rent\n", [], OWN)
    assert [(row.name, row.did, row.note) for row in named] == [("Carol", CAROL, "rent")]
    assert [(row.name, row.did, row.note) for row in bare] == [("Carol", CAROL, "rent")]


def test_a_broken_line_is_told() -> None:
    (row,) = read_book('"Carol', [], OWN)
    assert row.problem is not None
    assert row.problem.code is Code.MALFORMED


def test_no_more_is_taken_than_a_book_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addressbook, "MOST_CONTACTS", 2)
    first, second = read_book(f"Carol,{CAROL},\nDave,{DAVE},\n", [BAKER], OWN)
    assert first.problem is None
    assert second.problem is not None
    assert second.problem.code is Code.TOO_MANY_CONTACTS


NAMES = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x250), min_size=1, max_size=20)


@given(st.lists(NAMES, unique_by=str.casefold, max_size=3), st.text("=+-@ab,;\"' ", max_size=10))
def test_a_book_that_was_written_is_read_back(names: list[str], note: str) -> None:
    kept = " ".join(note.split())
    contacts = [
        Contact(ContactId(f"ct_{at}"), did, name, kept, NOW)
        for at, (name, did) in enumerate(zip(names, (BOB, CAROL, DAVE), strict=False))
    ]
    found = read_book(write_book(contacts), [], {})
    assert [(row.name, row.did) for row in found if row.problem is None] == [(o.name, o.identity_id) for o in contacts]


def test_a_book_is_sorted_by_name_as_people_read() -> None:
    zoe = Contact(ContactId("ct_2"), CAROL, "zoe", "", NOW)
    anna = Contact(ContactId("ct_3"), DAVE, "Anna", "", NOW)
    assert in_order([zoe, BAKER, anna]) == (anna, BAKER, zoe)

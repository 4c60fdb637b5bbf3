"""Who stands behind whom follows from what both sides signed, and from who could give a key's place to another."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.group_chain import Group, Replacement
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.item_record import ItemRecord, LinkProof
from qwallet_desktop.domain.item_ties import Ties, is_signed, ties_of, unauthorised
from qwallet_desktop.domain.messages import LinkRelation
from tests.domain.builders import NODE, did
from tests.verify.records import FIRST, GUARDIAN, OWNER, SECOND, WARD, changed, group, linked, paid, succeeded

OTHER_NODE = NodeId("01" * 16)
THIEF = 91
OWNED = linked(OWNER, WARD)
GUARDED = linked(GUARDIAN, WARD, LinkRelation.GUARDIAN_WARD)


def ties(links: tuple[LinkProof, ...], *successions: Replacement) -> Ties:
    return ties_of(ItemRecord(paid().item, None, links, successions), NODE)


def loud(proof: LinkProof) -> LinkProof:
    return replace(proof, child_signature=proof.child_signature.upper())


def test_links_tie_a_child_to_its_owner_and_a_ward_to_its_guardian() -> None:
    found = ties((OWNED, GUARDED))
    assert (found.owners, found.guardians, found.wrong) == ({did(WARD): did(OWNER)}, {did(WARD): did(GUARDIAN)}, {})


def test_without_links_nobody_is_tied() -> None:
    assert ties(()) == Ties()


@pytest.mark.parametrize(
    "link",
    [
        replace(OWNED, link=replace(OWNED.link, node_id=OTHER_NODE)),
        replace(OWNED, link=replace(OWNED.link, parent=did(THIEF))),
        replace(OWNED, parent_signature=OWNED.child_signature),
        loud(OWNED),
    ],
)
def test_a_link_that_is_not_signed_by_both_sides_here_ties_nobody(link: LinkProof) -> None:
    assert ties((link,)).wrong == {"part": "link", "who": did(WARD)}


def test_nobody_has_two_owners() -> None:
    assert ties((OWNED, linked(GUARDIAN, WARD))).wrong == {"part": "link", "who": did(WARD)}


def test_an_owners_new_key_owns() -> None:
    assert ties((OWNED,), succeeded(OWNER, 60)).owners == {did(WARD): did(60)}


def test_a_wards_new_key_is_guarded_and_owned() -> None:
    found = ties((OWNED, GUARDED), succeeded(WARD, 60), succeeded(60, 61, authority=OWNER))
    assert (found.owners, found.guardians) == ({did(61): did(OWNER)}, {did(61): did(GUARDIAN)})


def test_only_the_owner_of_by_then_gives_a_key_its_successor() -> None:
    owners = succeeded(OWNER, 60)
    assert ties((OWNED,), owners, succeeded(WARD, 61, authority=60)).owners == {did(61): did(60)}
    assert ties((OWNED,), owners, succeeded(WARD, 61, authority=OWNER)).wrong == {
        "part": "succession",
        "who": did(WARD),
    }


@pytest.mark.parametrize("authority", [GUARDIAN, THIEF])
def test_neither_guardian_nor_stranger_gives_a_key_its_successor(authority: int) -> None:
    assert ties((OWNED, GUARDED), succeeded(WARD, 60, authority)).wrong == {"part": "succession", "who": did(WARD)}


def test_a_succession_is_signed_here_by_both_keys() -> None:
    good = succeeded(OWNER, 60)
    assert is_signed(good, NODE)
    assert not is_signed(good, OTHER_NODE)
    assert not is_signed(replace(good, new_signature=good.authority_signature), NODE)
    assert not is_signed(replace(good, authority_signature=good.authority_signature.upper()), NODE)


# ------------------------------------------------------------------------------------- groups


def of_group(who: Group, links: tuple[LinkProof, ...] = (), *successions: Replacement) -> ItemRecord:
    return ItemRecord(paid().item, who, links, successions)


def test_a_member_may_give_its_place_to_its_own_new_key() -> None:
    who = changed(group(), succeeded(FIRST, 60))
    assert unauthorised(who, of_group(who)) is None


def test_a_members_owner_may_where_the_link_shows_that_it_is() -> None:
    who = changed(group(), succeeded(FIRST, 60, authority=OWNER))
    assert unauthorised(who, of_group(who)) == did(FIRST)
    assert unauthorised(who, of_group(who, (linked(OWNER, SECOND),))) == did(FIRST)
    assert unauthorised(who, of_group(who, (linked(OWNER, FIRST),))) is None


def test_a_guardian_may_not() -> None:
    who = changed(group(), succeeded(FIRST, 60, authority=GUARDIAN))
    assert unauthorised(who, of_group(who, (linked(GUARDIAN, FIRST, LinkRelation.GUARDIAN_WARD),))) == did(FIRST)


def test_the_owners_new_key_may_where_the_successions_show_that_it_is() -> None:
    replaced = succeeded(FIRST, 60, authority=61)
    who = changed(group(), replaced)
    links = (linked(OWNER, FIRST),)
    assert unauthorised(who, of_group(who, links)) == did(FIRST)
    record = of_group(who, links, succeeded(OWNER, 61), replaced)
    assert (ties_of(record, NODE).wrong, unauthorised(who, record)) == ({}, None)

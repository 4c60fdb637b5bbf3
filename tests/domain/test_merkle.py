"""The tree and its proofs are those of RFC 9162: published vectors, an own recount, and every alteration."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.merkle import (
    EMPTY_ROOT,
    build,
    completed,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    root,
)

# The reference vectors of Certificate Transparency (RFC 6962), by which RFC 9162's trees are checked too.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAVES_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LEAVES_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAVES_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LEAVES_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

INCLUSIONS = (
    (0, 1, ()),
    (0, 8, (LEAF_1, LEAVES_2_3, LEAVES_4_7)),
    (5, 8, (LEAF_4, LEAVES_6_7, ROOTS[3])),
    (2, 3, (ROOTS[1],)),
    (1, 5, (ROOTS[0], LEAVES_2_3, LEAF_4)),
)
CONSISTENCIES = (
    (1, 1, ()),
    (1, 8, (LEAF_1, LEAVES_2_3, LEAVES_4_7)),
    (6, 8, (LEAVES_4_5, LEAVES_6_7, ROOTS[3])),
    (2, 5, (LEAVES_2_3, LEAF_4)),
)
PUBLISHED = build(LEAVES)
LARGE = [str(number).encode() for number in range(140)]
TREE = build(LARGE)
OTHER = b"\x5a" * 32


def unhex(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in path]


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH as RFC 9162 §2.1.1 defines it, recursively over the leaves themselves."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


HEADS = [tree_hash(LARGE[:size]) for size in range(len(LARGE) + 1)]
SIZES = st.integers(1, len(LARGE))
INDEX_IN_TREE = SIZES.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
TWO_SIZES = SIZES.flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))


@pytest.mark.parametrize(("size", "head"), list(enumerate(ROOTS, 1)))
def test_tree_heads_are_the_published_ones(size: int, head: str) -> None:
    assert root(size, PUBLISHED).hex() == head


def test_the_head_of_an_empty_tree_is_the_published_one() -> None:
    published = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert EMPTY_ROOT.hex() == root(0, build([])).hex() == published


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, path: Sequence[str]) -> None:
    assert inclusion_proof(index, size, PUBLISHED) == unhex(path)


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_published_inclusion_proofs_hold(index: int, size: int, path: Sequence[str]) -> None:
    assert inclusion_holds(leaf_hash(LEAVES[index]), index, size, unhex(path), bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("first", "size", "path"), CONSISTENCIES)
def test_consistency_proofs_are_the_published_ones(first: int, size: int, path: Sequence[str]) -> None:
    assert consistency_proof(first, size, PUBLISHED) == unhex(path)


@pytest.mark.parametrize(("first", "size", "path"), CONSISTENCIES)
def test_published_consistency_proofs_hold(first: int, size: int, path: Sequence[str]) -> None:
    old, new = bytes.fromhex(ROOTS[first - 1]), bytes.fromhex(ROOTS[size - 1])
    assert consistency_holds(first, old, size, new, unhex(path))


@pytest.mark.parametrize(
    ("index", "path"),
    [
        # RFC 9162 §2.1.5: the proofs of the example tree with seven leaves (b, h, l · c, g, l · f, j, k · i, k).
        (0, [(1, 2), (2, 4), (4, 7)]),
        (3, [(2, 3), (0, 2), (4, 7)]),
        (4, [(5, 6), (6, 7), (0, 4)]),
        (6, [(4, 6), (0, 4)]),
    ],
)
def test_the_example_tree_of_the_rfc_has_its_paths(index: int, path: list[tuple[int, int]]) -> None:
    assert inclusion_proof(index, 7, TREE) == [tree_hash(LARGE[start:end]) for start, end in path]


@pytest.mark.parametrize(
    ("first", "path"),
    [
        # RFC 9162 §2.1.5: from three, four and six leaves to seven (c, d, g, l · l · i, j, k).
        (3, [(2, 3), (3, 4), (0, 2), (4, 7)]),
        (4, [(4, 7)]),
        (6, [(4, 6), (6, 7), (0, 4)]),
    ],
)
def test_the_example_tree_of_the_rfc_has_its_consistency_proofs(first: int, path: list[tuple[int, int]]) -> None:
    assert consistency_proof(first, 7, TREE) == [tree_hash(LARGE[start:end]) for start, end in path]


def test_heads_of_all_sizes_are_those_of_the_definition() -> None:
    assert [root(size, TREE) for size in range(len(LARGE) + 1)] == HEADS


def test_a_tree_that_grew_leaf_by_leaf_is_the_tree_built_at_once() -> None:
    kept: dict[tuple[int, int], bytes] = {}
    for index, leaf in enumerate(LARGE):
        for level, position, value in completed(index, leaf_hash(leaf), lambda level, at: kept[level, at]):
            assert (level, position) not in kept
            kept[level, position] = value
        assert root(index + 1, lambda level, at: kept[level, at]) == HEADS[index + 1]
    assert len(kept) == sum(len(LARGE) >> level for level in range(8))


def test_every_leaf_of_every_small_tree_has_a_proof_that_holds() -> None:
    for size in range(1, 40):
        for index in range(size):
            path = inclusion_proof(index, size, TREE)
            assert inclusion_holds(leaf_hash(LARGE[index]), index, size, path, HEADS[size])


def test_every_two_small_trees_have_a_proof_that_holds() -> None:
    for size in range(1, 40):
        for first in range(1, size + 1):
            path = consistency_proof(first, size, TREE)
            assert consistency_holds(first, HEADS[first], size, HEADS[size], path)


def alterations(path: list[bytes]) -> list[list[bytes]]:
    """List all paths that differ from this one by an element changed, dropped, added or swapped."""
    places = range(len(path))
    changed = [[*path[:at], OTHER, *path[at + 1 :]] for at in places]
    bit_changed = [[*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]] for at in places]
    dropped = [[*path[:at], *path[at + 1 :]] for at in places]
    added = [[*path[:at], OTHER, *path[at:]] for at in range(len(path) + 1)]
    doubled = [[*path[:at], path[at], *path[at:]] for at in places]
    swapped = [path[::-1]] if len(path) > 1 else []
    return [*changed, *bit_changed, *dropped, *added, *doubled, *swapped]


@given(INDEX_IN_TREE, st.integers(-2, 150), st.integers(-2, 150))
def test_no_altered_inclusion_proof_holds(place: tuple[int, int], other_index: int, other_size: int) -> None:
    index, size = place
    leaf, head = leaf_hash(LARGE[index]), HEADS[size]
    path = inclusion_proof(index, size, TREE)
    assert inclusion_holds(leaf, index, size, path, head)
    assert not any(inclusion_holds(leaf, index, size, altered, head) for altered in alterations(path))
    assert not inclusion_holds(OTHER, index, size, path, head)
    assert not inclusion_holds(leaf, index, size, path, OTHER)
    assert other_index == index or not inclusion_holds(leaf, other_index, size, path, head)
    known = HEADS[other_size] if 0 <= other_size < len(HEADS) else OTHER
    assert other_size == size or not inclusion_holds(leaf, index, other_size, path, known)


@given(TWO_SIZES, st.integers(-2, 150))
def test_no_altered_consistency_proof_holds(sizes: tuple[int, int], other: int) -> None:
    first, size = sizes
    old, new = HEADS[first], HEADS[size]
    path = consistency_proof(first, size, TREE)
    assert consistency_holds(first, old, size, new, path)
    assert not any(consistency_holds(first, old, size, new, altered) for altered in alterations(path))
    assert not consistency_holds(first, OTHER, size, new, path)
    assert not consistency_holds(first, old, size, OTHER, path)
    known = HEADS[other] if 0 <= other < len(HEADS) else OTHER
    assert other == first or not consistency_holds(other, known, size, new, path)
    assert other == size or not consistency_holds(first, old, other, known, path)


@pytest.mark.parametrize(
    ("index", "size", "claimed_index", "claimed_size"),
    [(0, 4, 0, 8), (3, 4, 3, 5), (7, 8, 3, 4), (3, 4, 1, 2), (3, 4, 0, 1)],
)
def test_a_proof_from_a_tree_of_another_height_does_not_hold(
    index: int, size: int, claimed_index: int, claimed_size: int
) -> None:
    path = inclusion_proof(index, size, TREE)
    assert not inclusion_holds(leaf_hash(LARGE[index]), claimed_index, claimed_size, path, HEADS[size])


@pytest.mark.parametrize(
    ("first", "size", "claimed_first", "claimed_size"), [(2, 4, 2, 8), (7, 8, 3, 4), (3, 4, 1, 2), (3, 4, 3, 8)]
)
def test_a_consistency_proof_from_trees_of_another_height_does_not_hold(
    first: int, size: int, claimed_first: int, claimed_size: int
) -> None:
    path = consistency_proof(first, size, TREE)
    assert not consistency_holds(claimed_first, HEADS[first], claimed_size, HEADS[size], path)


@given(TWO_SIZES)
def test_a_rewritten_log_is_not_consistent(sizes: tuple[int, int]) -> None:
    first, size = sizes
    rewritten = build([b"rewritten", *LARGE[1:size]])
    path = consistency_proof(first, size, rewritten)
    assert not consistency_holds(first, HEADS[first], size, root(size, rewritten), path)


@pytest.mark.parametrize(("first", "size"), [(0, 0), (-1, -1), (0, 5), (-1, 5), (6, 5)])
def test_a_proof_between_sizes_that_are_none_proves_nothing(first: int, size: int) -> None:
    holds = consistency_holds(first, EMPTY_ROOT, size, EMPTY_ROOT, [])
    assert holds is ((first, size) == (0, 0))


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (5, 4)])
def test_no_inclusion_proof_is_made_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(IndexError, match=f"tree of {size}"):
        inclusion_proof(index, size, TREE)


@pytest.mark.parametrize(("first", "size"), [(0, 4), (5, 4), (-1, 4), (0, 0)])
def test_no_consistency_proof_is_made_between_impossible_sizes(first: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"from {first} to {size}"):
        consistency_proof(first, size, TREE)


def test_a_leaf_can_not_pass_for_an_inner_node() -> None:
    inner = HEADS[1] + tree_hash(LARGE[1:2])
    assert leaf_hash(inner) != HEADS[2]

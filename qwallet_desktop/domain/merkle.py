"""The audit log's Merkle tree: hashes, proofs and their checks as in RFC 9162 §2.1.

A tree of n leaves is kept as its complete subtrees, addressed (level, index):
node (0, i) is the hash of leaf i, node (l, i) covers leaves i·2^l … (i+1)·2^l - 1.
"""

import hashlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

Nodes: TypeAlias = Callable[[int, int], bytes]
"""Looks up the stored hash of complete subtree (level, index)."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf: SHA-256(0x00 ‖ leaf), RFC 9162 §2.1.1."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256(0x01 ‖ left ‖ right), RFC 9162 §2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed(index: int, leaf: bytes, nodes: Nodes) -> list[tuple[int, int, bytes]]:
    """List the subtrees that adding leaf number `index` completes, lowest first.

    Args:
        index: Number of leaves before this one.
        leaf: Hash of the new leaf (`leaf_hash`).
        nodes: Lookup of subtrees completed before.
    """
    rows = [(0, index, leaf)]
    level, position, current = 0, index, leaf
    while position % 2:
        current = node_hash(nodes(level, position - 1), current)
        level, position = level + 1, position // 2
        rows.append((level, position, current))
    return rows


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(start: int, size: int, nodes: Nodes) -> bytes:
    """Hash of leaves start … start + size - 1, where `start` is aligned as RFC 9162 splits."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    left = _split(size)
    return node_hash(_subtree(start, left, nodes), _subtree(start + left, size - left, nodes))


def root(size: int, nodes: Nodes) -> bytes:
    """Return the tree head MTH of the first `size` leaves, RFC 9162 §2.1.1."""
    return _subtree(0, size, nodes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return PATH(index, D_size), RFC 9162 §2.1.3.1, from the leaf upwards.

    Raises:
        IndexError: There is no such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        message = f"leaf {index} is not in a tree of {size}"
        raise IndexError(message)
    path: list[bytes] = []
    start, count = 0, size
    while count > 1:
        left = _split(count)
        if index - start < left:
            path.append(_subtree(start + left, count - left, nodes))
            count = left
        else:
            path.append(_subtree(start, left, nodes))
            start, count = start + left, count - left
    return path[::-1]


def inclusion_holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Check an inclusion proof, RFC 9162 §2.1.3.2.

    Args:
        leaf: Hash of the leaf (`leaf_hash`).
        index: Position of the leaf.
        size: Number of leaves under `head`.
        path: The proof, from the leaf upwards.
        head: The tree head that must come out.
    """
    if not 0 <= index < size:
        return False
    position, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position % 2 or position == last:
            current = node_hash(sibling, current)
            while not position % 2 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and current == head


def consistency_proof(first: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return PROOF(first, D_size), RFC 9162 §2.1.4.1.

    Raises:
        ValueError: `first` is not between 1 and `size`.
    """
    if not 0 < first <= size:
        message = f"no consistency proof from {first} to {size} leaves"
        raise ValueError(message)
    path: list[bytes] = []
    start, count, kept, whole = 0, size, first, True
    while kept != count:
        left = _split(count)
        if kept <= left:
            path.append(_subtree(start + left, count - left, nodes))
            count = left
        else:
            path.append(_subtree(start, left, nodes))
            start, count, kept, whole = start + left, count - left, kept - left, False
    if not whole:
        path.append(_subtree(start, count, nodes))
    return path[::-1]


def consistency_holds(first: int, first_head: bytes, size: int, head: bytes, path: Sequence[bytes]) -> bool:
    """Check a consistency proof, RFC 9162 §2.1.4.2."""
    if first == size:
        return size >= 0 and not path and first_head == head
    if not 0 < first < size or not path:
        return False
    hashes = [first_head, *path] if first & (first - 1) == 0 else list(path)
    position, last = first - 1, size - 1
    while position % 2:
        position, last = position >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position % 2 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position % 2 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == first_head and new == head


def build(leaves: Sequence[bytes]) -> Nodes:
    """Return the lookup of a whole tree kept in memory, for verifiers and tests."""
    levels: list[list[bytes]] = [[leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(left, right) for left, right in list(pairwise(below))[::2]])
    return lambda level, index: levels[level][index]

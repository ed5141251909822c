"""The Merkle tree of a seal, as RFC 6962 (Certificate Transparency) builds it.

    leaf    = digest(0x00 ‖ data)                 data: the 32 bytes of an entry's stored hash
    parent  = digest(0x01 ‖ left ‖ right)
    root    = the node that is left when every level was paired from the left; an odd last node goes up unchanged

The two prefixes keep a leaf from being passed off as a node. Leaves stand in order of `seq`. One entry is proven by its
neighbours on the way up, about log2(n) digests, without showing any other entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Digest = Callable[[bytes], bytes]
Path = list[tuple[str, bytes]]
"""From the leaf up: the neighbour's side, `left` or `right`, and its digest."""

LEAF = b"\x00"
NODE = b"\x01"


class Tree:
    """Takes leaves one by one and holds no more than one node a level: memory grows with log2 of the leaves."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._whole: list[tuple[int, bytes]] = []  # (height, root) of complete subtrees, highest first
        self.leaves = 0

    def add(self, data: bytes) -> None:
        digest, whole = self._digest, self._whole
        node, height = digest(LEAF + data), 0
        while whole and whole[-1][0] == height:
            node = digest(NODE + whole.pop()[1] + node)
            height += 1
        whole.append((height, node))
        self.leaves += 1

    def root(self) -> bytes:
        """Return the root over the leaves so far. Raises IndexError for a tree without leaves."""
        node = self._whole[-1][1]
        for _height, left in reversed(self._whole[:-1]):
            node = self._digest(NODE + left + node)
        return node


def path(digest: Digest, leaves: Iterable[bytes], index: int) -> Path:
    """Return the way from the leaf at `index` (from 0) up to the root; holds one level in memory."""
    level = [digest(LEAF + data) for data in leaves]
    way: Path = []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            way.append(("left" if neighbour < index else "right", level[neighbour]))
        level = [_parent(digest, level[i : i + 2]) for i in range(0, len(level), 2)]
        index //= 2
    return way


def _parent(digest: Digest, nodes: Sequence[bytes]) -> bytes:
    return digest(NODE + nodes[0] + nodes[1]) if len(nodes) == 2 else nodes[0]


def root_by(digest: Digest, data: bytes, way: Path) -> bytes:
    """Return the root that a leaf and its way up give."""
    node = digest(LEAF + data)
    for side, neighbour in way:
        node = digest(NODE + (neighbour + node if side == "left" else node + neighbour))
    return node

"""The tree of a seal is the one of RFC 6962; every leaf is proven by its way up, and by no other."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.cli.reference import verify_journal
from anlan.journal.digest import hasher
from anlan.journal.merkle import LEAF, NODE, Tree, path, root_by

SHA256 = hasher("sha256")
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = """
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()
"""The roots over the first 1 to 8 leaves in the test data of Certificate Transparency."""


def root_of(leaves: list[bytes]) -> bytes:
    tree = Tree(SHA256)
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word by word: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return SHA256(LEAF + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return SHA256(NODE + by_definition(leaves[:split]) + by_definition(leaves[split:]))


@pytest.mark.parametrize("count", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(count):
    assert root_of(LEAVES[:count]).hex() == ROOTS[count - 1]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=70))
def test_the_root_is_the_one_of_the_definition_and_of_the_programme_without_anlan(leaves):
    assert root_of(leaves) == by_definition(leaves) == verify_journal.root_of("sha256", leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40, unique=True), st.data())
def test_a_leaf_is_proven_by_its_way_and_another_is_not(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))

    way = path(SHA256, leaves, index)

    assert root_by(SHA256, leaves[index], way) == root_of(leaves)
    assert len(way) <= (len(leaves) - 1).bit_length()
    assert root_by(SHA256, leaves[index] + b"!", way) != root_of(leaves)


def test_a_node_cannot_be_passed_off_as_a_leaf():
    left, right = (SHA256(LEAF + leaf) for leaf in LEAVES[:2])

    assert root_of([left + right]) != root_of(LEAVES[:2])


def test_sm3_is_the_national_standard_where_openssl_offers_it():
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("this OpenSSL has no SM3")

    assert hasher("sm3")(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_an_unknown_digest_is_refused():
    with pytest.raises(ValueError, match="md5"):
        hasher("md5")

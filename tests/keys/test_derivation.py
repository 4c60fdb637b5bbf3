import pytest
from hypothesis import given
from hypothesis import strategies as st
from slip10 import SLIP10

from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.keys.derivation import account_node, derive, identity_id, identity_key
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.words import seed_of
from tests.keys.builders import ENTROPY

FIRST_SEED = "000102030405060708090a0b0c0d0e0f"
SECOND_SEED = (
    "fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a2"
    "9f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542"
)

# SLIP-0010, test vectors 1 and 2 for ed25519: path, private key, chain code.
PUBLISHED = [
    (
        FIRST_SEED,
        (),
        "2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7",
        "90046a93de5380a72b5e45010748567d5ea02bbf6522f979e05c0d8d8ca9fffb",
    ),
    (
        FIRST_SEED,
        (0,),
        "68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3",
        "8b59aa11380b624e81507a27fedda59fea6d0b779a778918a2fd3590e16e9c69",
    ),
    (
        FIRST_SEED,
        (0, 1),
        "b1d0bad404bf35da785a64ca1ac54b2617211d2777696fbffaf208f746ae84f2",
        "a320425f77d1b5c2505a6b1b27382b37368ee640e3557c315416801243552f14",
    ),
    (
        FIRST_SEED,
        (0, 1, 2, 2, 1_000_000_000),
        "8f94d394a8e8fd6b1bc2f3f49f5c47e385281d5c17e65324b0f62483e37e8793",
        "68789923a0cac2cd5a29172a475fe9e0fb14cd6adb5ad98a3fa70333e7afa230",
    ),
    (
        SECOND_SEED,
        (0, 2_147_483_647),
        "ea4f5bfe8694d8bb74b7b59404632fd5968b774ed545e810de9c32a4fb4192f4",
        "138f0b2551bcafeca6ff2aa88ba8ed0ed8de070841f0c4ef0165df8181eaad7f",
    ),
    (
        SECOND_SEED,
        (0, 2_147_483_647, 1, 2_147_483_646, 2),
        "551d333177df541ad876a60ea71f00447931c0a9da16f227c11ea080d7391b8d",
        "5d70af781f3a37b829f0d060924d5e960bdc02e85423494afc0b1a41bbe196d4",
    ),
]

# Fixed for ever: the first identities of the words in builders.py at m/7411'/0'/0', 1' and 2'.
OURS = [
    (
        0,
        "51114f7a110cb3581622439be40c9e7e006bc437915906fb9932179113221e89",
        "did:key:z6MkpU3MGsXcFYpbjtSacE5Sf7WGzXhfxy1HDWYmwoQ8p8EN",
    ),
    (
        1,
        "c3129542ec4d67e3bd744c8498aacf2be2457e1ebf40974273de94d9b35f0fe6",
        "did:key:z6MksWYuF8vz8oGKaBQGE7BpFuXALAGzPwmfWUvbvP8MPy33",
    ),
    (
        2,
        "53c893b6086a6e7db30e10a904a34330a4d41ca6848f9724d947206e6ef11add",
        "did:key:z6MksnEBAGuy1kCPJd6jH73wVatF3dWjD8S5tXveJYqiot1f",
    ),
]


def make_account() -> Secret:
    return account_node(seed_of(Secret.copy_of(ENTROPY)))


@pytest.mark.parametrize(("seed", "path", "key", "chain_code"), PUBLISHED)
def test_the_published_vectors_pass(seed: str, path: tuple[int, ...], key: str, chain_code: str) -> None:
    node = derive(Secret.copy_of(bytes.fromhex(seed)), path)
    assert node.buffer.hex() == key + chain_code


@pytest.mark.parametrize(("index", "key", "_did"), OURS)
def test_our_private_keys_never_change(index: int, key: str, _did: str) -> None:
    assert identity_key(make_account(), index).private_bytes_raw().hex() == key


@pytest.mark.parametrize(("index", "_key", "did"), OURS)
def test_our_identities_never_change(index: int, _key: str, did: str) -> None:
    assert identity_id(make_account(), index) == did


indices = st.integers(min_value=0, max_value=2**31 - 1)


@given(
    seed=st.binary(min_size=16, max_size=64),
    path=st.lists(indices, max_size=4),
)
def test_every_path_gives_what_the_slip10_library_gives(seed: bytes, path: list[int]) -> None:
    text = "/".join(["m", *(f"{index}'" for index in path)])
    chain_code, key = SLIP10.from_seed(seed, curve_name="ed25519").get_extended_privkey_from_path(text)
    assert derive(Secret.copy_of(seed), path).buffer == key + chain_code


@pytest.mark.parametrize("index", [-1, 2**31])
def test_an_index_that_is_not_hardened_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="hardened index"):
        identity_key(make_account(), index)


def test_a_key_signs_for_its_identity() -> None:
    account = make_account()
    signature = identity_key(account, 1).sign(b"message")
    assert signed_by(identity_id(account, 1), b"message", signature)

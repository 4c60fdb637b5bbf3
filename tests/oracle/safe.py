"""The Safe 1.4.1 contract in an Ethereum machine in this process, and owners who sign for it.

The bytecode is what safe-eth-py carries (SafeL2 1.4.1, as deployed); pyrevm runs it. Nothing is sent anywhere.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_abi.abi import decode, encode
from eth_utils.abi import function_signature_to_4byte_selector
from pyrevm import EVM

NOBODY = "0x" + "00" * 20
SOMEBODY = "0x" + "5a" * 20
"""Who calls the contract: it does not matter, only signatures do."""

_SENTINEL = "0x" + "00" * 19 + "01"
_RECOVER = _SENTINEL
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_HASH = Prehashed(SHA256())


def call(signature: str, *values: object) -> bytes:
    """Encode the call of a contract's function, such as `nonce()`."""
    inner = signature[signature.index("(") + 1 : -1]
    return bytes(function_signature_to_4byte_selector(signature)) + bytes(
        encode(inner.split(",") if inner else [], values)
    )


@dataclass(frozen=True)
class Owner:
    """A secp256k1 key and the address that it has."""

    number: int
    key: ec.EllipticCurvePrivateKey
    address: str


class Chain:
    """A machine of its own, with the contract and some owners."""

    def __init__(self, owners: int) -> None:
        self.machine = EVM(gas_limit=30_000_000)
        self.machine.set_balance(SOMEBODY, 10**30)
        self._singleton = self.machine.deploy(SOMEBODY, _bytecode("Safe_V1_4_1"))
        self._proxy = _bytecode("Proxy_V1_4_1") + encode(["address"], [self._singleton])
        *found, self.stranger = (self._owner(number) for number in range(owners + 1))
        self.owners = tuple(found)

    def safe(self, owners: Iterable[Owner], threshold: int) -> "Safe":
        """Set a wallet up for some owners, with something to spend."""
        address = self.machine.deploy(SOMEBODY, self._proxy)
        setup = "setup(address[],uint256,address,bytes,address,address,uint256,address)"
        addresses = [one.address for one in owners]
        self.ask(address, call(setup, addresses, threshold, NOBODY, b"", NOBODY, NOBODY, 0, NOBODY))
        self.machine.set_balance(address, 10**18)
        return Safe(self, address)

    def sign(self, owner: Owner, digest: bytes) -> bytes:
        """Sign a digest as Ethereum does: r, s and v."""
        r, s = decode_dss_signature(owner.key.sign(digest, ec.ECDSA(_HASH)))
        s = min(s, _ORDER - s)
        given = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        fitting = (v for v in (27, 28) if self._recovered(digest, v, given) == owner.address)
        return given + bytes([next(fitting)])

    def ask(self, to: str, data: bytes) -> bytes:
        """Call a contract; RuntimeError where it reverts."""
        return bytes(self.machine.message_call(SOMEBODY, to, data))

    def would(self, attempt: Callable[[], object]) -> bool:
        """Tell whether something would go through, without doing it."""
        before = self.machine.snapshot()
        try:
            return attempt() is not False
        except RuntimeError:
            return False
        finally:
            self.machine.revert(before)

    def _owner(self, number: int) -> Owner:
        key = ec.derive_private_key(number + 1, ec.SECP256K1())
        address = self._address(key)
        return Owner(number, key, address)

    def _address(self, key: ec.EllipticCurvePrivateKey) -> str:
        """Ask the machine whose signatures these are: the same address fits both digests."""
        found: list[set[str]] = []
        for digest in (b"\x01" * 32, b"\x02" * 32):
            r, s = decode_dss_signature(key.sign(digest, ec.ECDSA(_HASH)))
            given = r.to_bytes(32, "big") + s.to_bytes(32, "big")
            found.append({self._recovered(digest, v, given) for v in (27, 28)})
        (address,) = found[0] & found[1]
        return address

    def _recovered(self, digest: bytes, v: int, given: bytes) -> str:
        answer = self.ask(_RECOVER, digest + v.to_bytes(32, "big") + given)
        return "0x" + answer[12:].hex()


@dataclass(frozen=True)
class Safe:
    """One wallet of the contract."""

    chain: Chain
    address: str

    def digest(self, to: str, value: int, data: bytes) -> bytes:
        """Return what owners sign of the next transaction."""
        zero = (0, 0, 0, 0, NOBODY, NOBODY)
        asked = "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)"
        return self.chain.ask(self.address, call(asked, to, value, data, *zero, self.nonce()))

    def nonce(self) -> int:
        """Return how many transactions were made."""
        (found,) = decode(["uint256"], self.chain.ask(self.address, call("nonce()")))
        return int(found)

    def accepts(self, digest: bytes, signatures: Mapping[str, bytes], offered: tuple[str, bytes]) -> bool:
        """Tell whether a signature, beside those that were accepted before, is one of an owner over this digest."""
        asked = "checkNSignatures(bytes32,bytes,bytes,uint256)"
        all_of_them = [*signatures.items(), offered]
        data = call(asked, digest, b"", _joined(all_of_them), len(all_of_them))
        return self.chain.would(lambda: self.chain.ask(self.address, data))

    def execute(self, to: str, value: int, data: bytes, signatures: Mapping[str, bytes]) -> bool:
        """Make a transaction with these signatures; tell whether that went through."""
        asked = "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)"
        given = call(asked, to, value, data, 0, 0, 0, 0, NOBODY, NOBODY, _joined(signatures.items()))
        try:
            (done,) = decode(["bool"], self.chain.ask(self.address, given))
        except RuntimeError:
            return False
        return bool(done)

    def owners(self) -> tuple[str, ...]:
        """Return the addresses of the owners, in the order of the contract's list."""
        (found,) = decode(["address[]"], self.chain.ask(self.address, call("getOwners()")))
        return tuple(found)

    def threshold(self) -> int:
        """Return how many owners must sign."""
        (found,) = decode(["uint256"], self.chain.ask(self.address, call("getThreshold()")))
        return int(found)

    def before(self, address: str) -> str:
        """Return who stands before an owner in the contract's list, which removing it must name."""
        named = {after: one for one, after in pairwise((_SENTINEL, *self.owners()))}
        return named.get(address, _SENTINEL)


def _joined(signatures: Iterable[tuple[str, bytes]]) -> bytes:
    """Join signatures in the order of their owners' addresses, as the contract demands."""
    return b"".join(signature for _, signature in sorted(signatures, key=lambda one: int(one[0], 16)))


def _bytecode(name: str) -> bytes:
    # Looked for, not imported: that would bring the whole of web3.
    package = find_spec("safe_eth")
    if package is None or package.origin is None:
        message = "the extra `oracle` is not installed"
        raise ModuleNotFoundError(message)
    abis = Path(package.origin).parent / "eth" / "contracts" / "abis"
    kept = json.loads((abis / f"{name}.json").read_text("utf-8"))
    return bytes.fromhex(kept["bytecode"].removeprefix("0x"))

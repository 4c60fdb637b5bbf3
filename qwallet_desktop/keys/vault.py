"""The cryptography of the vault: slots, sub-keys, sealed records and the file's HMAC.

A random vault key of 32 bytes opens everything. HKDF-SHA-256 (salt: vault id) makes sub-keys of
it: one for the secrets in the file, one for sealed documents beside it, one for the file's HMAC.
Each secret is its own ChaCha20-Poly1305 record with a fresh nonce, bound to its name, the
format's version and the vault id, and is opened per use into a buffer that is overwritten.
"""

import hmac
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.secret import Bytes, RandomBytes, Secret
from qwallet_desktop.keys.vault_format import (
    KEY_LENGTH,
    NONCE_LENGTH,
    SALT_LENGTH,
    TAG_LENGTH,
    Framed,
    PassphraseCost,
    PassphraseSlot,
    Record,
    VaultImage,
    body_bytes,
    file_bytes,
    passphrase_prefix,
    read_file,
    vault_prefix,
)

SEEDS = b"qwallet/vault/v1/seeds"
DOCUMENTS = b"qwallet/vault/v1/documents"
FILE = b"qwallet/vault/v1/file"
SHORTEST_PASSPHRASE = 10


@contextmanager
def sub_key(vault_key: Secret, vault_id: bytes, purpose: bytes) -> Iterator[Secret]:
    """Derive the key for one purpose, overwritten at the end of `with`."""
    with Secret(KEY_LENGTH) as key:
        HKDF(SHA256(), KEY_LENGTH, vault_id, purpose).derive_into(vault_key.buffer, key.buffer)
        yield key


def _bound_to(vault_id: bytes, name: str) -> bytes:
    return vault_prefix(vault_id) + name.encode()


def seal_record(key: Secret, vault_id: bytes, name: str, plaintext: Bytes, random: RandomBytes) -> Record:
    """Seal one secret under a sub-key, bound to its name and vault."""
    nonce = random(NONCE_LENGTH)
    cipher = ChaCha20Poly1305(key.buffer)
    return Record(nonce, cipher.encrypt(nonce, plaintext, _bound_to(vault_id, name)))


def open_record(key: Secret, vault_id: bytes, name: str, record: Record) -> Secret:
    """Open one secret into a buffer that the caller wipes.

    Raises:
        Refused: VAULT_DAMAGED, where it was changed, renamed, or is from another vault.
    """
    plaintext = Secret(max(len(record.ciphertext) - TAG_LENGTH, 0))
    try:
        ChaCha20Poly1305(key.buffer).decrypt_into(
            record.nonce, record.ciphertext, _bound_to(vault_id, name), plaintext.buffer
        )
    except (InvalidTag, ValueError):
        plaintext.wipe()
        raise refuse(Code.VAULT_DAMAGED) from None
    return plaintext


def with_secret(image: VaultImage, vault_key: Secret, name: str, plaintext: Bytes, random: RandomBytes) -> VaultImage:
    """Return the vault with one secret added or replaced."""
    with sub_key(vault_key, image.vault_id, SEEDS) as key:
        record = seal_record(key, image.vault_id, name, plaintext, random)
    return replace(image, records={**image.records, name: record})


def open_secret(image: VaultImage, vault_key: Secret, name: str) -> Secret:
    """Open a secret of the vault into a buffer that the caller wipes.

    Raises:
        Refused: VAULT_DAMAGED; also where there is no such secret.
    """
    record = image.records.get(name)
    if record is None:
        raise refuse(Code.VAULT_DAMAGED)
    with sub_key(vault_key, image.vault_id, SEEDS) as key:
        return open_record(key, image.vault_id, name, record)


def _mac(image: VaultImage, vault_key: Secret, body: bytes) -> bytes:
    with sub_key(vault_key, image.vault_id, FILE) as key:
        return hmac.digest(key.buffer, body, "sha256")


def vault_bytes(image: VaultImage, vault_key: Secret) -> bytes:
    """Write a vault as the bytes of its file."""
    body = body_bytes(image)
    return file_bytes(body, _mac(image, vault_key, body))


def authenticate(framed: Framed, vault_key: Secret) -> None:
    """Check that a vault was written by a holder of its key and not changed since.

    Raises:
        Refused: VAULT_DAMAGED.
    """
    if not hmac.compare_digest(_mac(framed.image, vault_key, framed.body), framed.mac):
        raise refuse(Code.VAULT_DAMAGED)


def read_authentic(data: bytes, vault_key: Secret) -> VaultImage:
    """Read a vault file and check it for accidents and for changes made on purpose.

    Raises:
        Refused: VAULT_DAMAGED or VAULT_NEWER.
    """
    framed = read_file(data)
    authenticate(framed, vault_key)
    return framed.image


def check_new_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too easy to try.

    Raises:
        Refused: PASSPHRASE_TOO_SHORT (fact `shortest`, in characters after NFC).
    """
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST_PASSPHRASE:
        raise refuse(Code.PASSPHRASE_TOO_SHORT, at="passphrase", shortest=str(SHORTEST_PASSPHRASE))


@contextmanager
def _passphrase_key(passphrase: str, cost: PassphraseCost, salt: bytes) -> Iterator[Secret]:
    """Stretch a passphrase with Argon2id (RFC 9106)."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    with Secret.taken_from(typed) as text, Secret(KEY_LENGTH) as key:
        Argon2id(
            salt=salt,
            length=KEY_LENGTH,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive_into(text.buffer, key.buffer)  # type: ignore[arg-type]  # takes any buffer; the stub is narrower
        yield key


def passphrase_slot(
    vault_key: Secret,
    vault_id: bytes,
    passphrase: str,
    cost: PassphraseCost,
    random: RandomBytes,
) -> PassphraseSlot:
    """Seal the vault key with a passphrase; takes about 0.2 s of one core or more."""
    salt = random(SALT_LENGTH)
    nonce = random(NONCE_LENGTH)
    bound = vault_prefix(vault_id) + passphrase_prefix(cost, salt)
    with _passphrase_key(passphrase, cost, salt) as key:
        sealed = ChaCha20Poly1305(key.buffer).encrypt(nonce, vault_key.buffer, bound)
    return PassphraseSlot(cost, salt, nonce, sealed)


def open_passphrase_slot(slot: PassphraseSlot, vault_id: bytes, passphrase: str) -> Secret:
    """Return the vault key; as slow as `passphrase_slot`.

    Raises:
        Refused: PASSPHRASE_WRONG.
    """
    vault_key = Secret(KEY_LENGTH)
    bound = vault_prefix(vault_id) + passphrase_prefix(slot.cost, slot.salt)
    with _passphrase_key(passphrase, slot.cost, slot.salt) as key:
        try:
            ChaCha20Poly1305(key.buffer).decrypt_into(slot.nonce, slot.sealed_key, bound, vault_key.buffer)
        except InvalidTag:
            vault_key.wipe()
            raise refuse(Code.PASSPHRASE_WRONG, at="passphrase") from None
    return vault_key

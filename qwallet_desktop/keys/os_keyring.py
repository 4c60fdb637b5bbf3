"""The operating system's keyring as a key store, on a thread of its own with a time-out.

A keyring may ask the person to unlock it, hang for ever, or be missing. Nothing here runs on the
calling thread, and the thread is a daemon, so that a hanging keyring can't keep the program open.
`keyring` hands out values as `str`, which can't be overwritten; a vault with this kind of slot
is open to whoever is logged in, which is what *Lock* then says.
"""

import base64
import binascii
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.keys.secret import Secret

SERVICE = "Qwallet Desktop"
TIMEOUT_SECONDS = 20.0
ENCRYPTED_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
"""Modules of the backends that encrypt; all others (null, fail, plaintext files) are refused."""


class Backend(Protocol):
    """The part of a `keyring` backend that is used here."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a value, or `None`."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a value."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a value."""


def encrypting_backend() -> Backend:
    """Return this computer's keyring, if it is one that encrypts.

    Raises:
        Refused: KEYRING_UNAVAILABLE (fact `reason` = `none`).
    """
    # Late: it costs 130 ms, and the first paint must not wait for it.
    import keyring  # noqa: PLC0415
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415

    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if type(backend).__module__ in ENCRYPTED_BACKENDS:
            return backend
    raise refuse(Code.KEYRING_UNAVAILABLE, reason="none")


Call: TypeAlias = Callable[[Backend], str | None]


@dataclass(slots=True, eq=False)
class _Job:
    """One call, and what undoes it if it succeeds after nobody waits any more."""

    call: Call
    undo: Call | None = None
    answer: Future[str | None] = field(default_factory=Future)
    guard: threading.Lock = field(default_factory=threading.Lock)
    given_up: bool = False

    def run(self, backend: Backend) -> None:
        if self.given_up:
            return
        if not self._answered(self.call(backend)) and self.undo is not None:
            self.undo(backend)

    def _answered(self, result: str | None) -> bool:
        with self.guard:
            if not self.given_up:
                self.answer.set_result(result)
            return not self.given_up

    def fail(self, error: BaseException) -> None:
        with self.guard:
            if not self.given_up and not self.answer.done():
                self.answer.set_exception(error)

    def wait(self, seconds: float) -> str | None:
        try:
            return self.answer.result(seconds)
        except TooLate:
            with self.guard:
                if self.answer.done():
                    return self.answer.result()
                self.given_up = True
            raise


class OsKeyring:
    """Keeps the vault key in the operating system's keyring.

    Args:
        backend: Finds the keyring; called on the keyring's thread, again after each failure.
        timeout_seconds: How long one call may take, waiting for earlier ones included.
    """

    def __init__(
        self,
        *,
        backend: Callable[[], Backend] = encrypting_backend,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._find = backend
        self._timeout_seconds = timeout_seconds
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def get(self, key_id: bytes) -> Secret | None:
        """Return a value; see `KeyStore`."""
        text = self._run(_Job(lambda backend: backend.get_password(SERVICE, key_id.hex())))
        if text is None:
            return None
        try:
            return Secret.taken_from(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="forgets") from None

    def set(self, key_id: bytes, value: Secret) -> None:
        """Keep a value; see `KeyStore`. Kept too late, it is deleted again."""
        text = base64.b64encode(value.buffer).decode()

        def keep(backend: Backend) -> None:
            backend.set_password(SERVICE, key_id.hex(), text)

        def forget(backend: Backend) -> None:
            backend.delete_password(SERVICE, key_id.hex())

        self._run(_Job(keep, undo=forget))

    def delete(self, key_id: bytes) -> None:
        """Forget a value; see `KeyStore`."""

        def forget(backend: Backend) -> None:
            # Backends name neither "missing" nor "failed" alike, so look before and after.
            if backend.get_password(SERVICE, key_id.hex()) is not None:
                backend.delete_password(SERVICE, key_id.hex())
            if backend.get_password(SERVICE, key_id.hex()) is not None:
                raise refuse(Code.KEYRING_UNAVAILABLE, reason="keeps")

        self._run(_Job(forget))

    def close(self) -> None:
        """Let the thread end after the calls that wait; a hanging one ends with the process."""
        self._jobs.put(None)
        self._thread = None

    def _run(self, job: _Job) -> str | None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="os-keyring", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        try:
            return job.wait(self._timeout_seconds)
        except TooLate:
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="timeout") from None
        except Refused:
            raise
        except Exception:  # noqa: BLE001  (each platform's backend raises what it likes)
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="none") from None

    def _work(self) -> None:
        found: Backend | None = None
        while (job := self._jobs.get()) is not None:
            try:
                found = found or self._find()
                job.run(found)
            except Exception as error:  # noqa: BLE001  (handed to the caller)
                # A keyring that came up late is found at the next try.
                found = None
                job.fail(error)

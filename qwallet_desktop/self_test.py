"""Checks an installation: real window, real node in a temporary folder, real payment, one JSON line.

The window is worked by its own controls (`ui/hand.py`). The vault is a real file, opened once by its
own key, which stays in memory, and once by a passphrase; the system's keyring is named, and left alone.
"""

import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from qasync import QEventLoop

from qwallet_desktop import __version__
from qwallet_desktop.app import Options, Program, make_application
from qwallet_desktop.domain.money import format_amount
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.keys.os_keyring import encrypting_backend
from qwallet_desktop.state.lock import Phase, Slot
from qwallet_desktop.state.operation import Made
from qwallet_desktop.state.transfers import Submitted
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.dialogs.made_page import DonePage
from qwallet_desktop.ui.hand import Hand, NotSeenError
from qwallet_desktop.ui.widgets.amount import AmountLabel

EXIT_FAILED = 1
ISSUED, PAID, LEFT = "1,000.00", "25.00", "975.00"
PASSPHRASE = "only for a vault that is gone in a second"  # noqa: S105  (it protects nothing)


def run_self_test(began: float | None = None) -> int:
    """Run the check and print its JSON line; returns the exit code (1: something is wrong).

    Args:
        began: What `time.perf_counter` said at the start, from which steps count in seconds; now, if left out.
    """
    qInstallMessageHandler(_complain)
    folder = Path(tempfile.mkdtemp(prefix="qwallet-self-test-"))
    report: dict[str, Any] = {"ok": False, "version": __version__, "steps": {}}
    try:
        _run(folder, report, time.perf_counter() if began is None else began)
    except NotSeenError as error:
        report["problem"] = f"did not see {error}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(json.dumps(report) + "\n")
    return 0 if report["ok"] else EXIT_FAILED


def _complain(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Pass Qt's complaints on, but for the one that the offscreen platform makes of every window."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(text + "\n")


def _run(folder: Path, report: dict[str, Any], began: float) -> None:
    def done(step: str) -> None:
        report["steps"][step] = round(time.perf_counter() - began, 3)

    application = make_application(sys.argv[:1])
    program = Program(application, Options(folder, memory_keys=True))
    program.show()
    done("first paint")
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(_work(program, report, done))


async def _work(program: Program, report: dict[str, Any], done: Callable[[str], None]) -> None:
    await program.start()
    try:
        hand = Hand(program.shell)
        await create_wallet(hand, program, "Ada")
        done("first identity")
        await create_identity(hand, program, "Ben")
        done("second identity")
        await switch_identity(hand, program, "Ada")
        await issue(hand, ISSUED)
        done("token issued")
        await lock_and_unlock(hand, program)
        done("vault opened again")
        receipt = await pay(hand, program, "Ben", PAID)
        done("payment made")
        await see_balance(hand, LEFT)
        done("balance on the screen")
        report["keyring"] = await asyncio.to_thread(_keyring)
        report.update(ok=True, transfer=receipt.transfer.id, paid=format_amount(receipt.transfer.amount), left=LEFT)
    finally:
        await program.close()
        program.shell.close()


def _keyring() -> str:
    """Name the system's keyring that a vault made here would use, without touching it."""
    try:
        return type(encrypting_backend()).__module__
    except Refused:
        return "none"


async def create_wallet(hand: Hand, program: Program, name: str) -> None:
    """Go through the first run: a new vault, its words shown and asked back, the first identity."""
    await hand.press("Create a new wallet")
    await hand.press("Create wallet")
    await hand.press("Show the words")
    words = await hand.until(lambda: _words(program), "the words")
    positions = program.store.state.lock.positions
    await hand.press("I have written them down")
    for position in positions:
        await hand.fill(f"Word {position}", words[position - 1])
    await hand.press("Check")
    await hand.fill("Name", name)
    await hand.press("Create identity")
    await hand.until(lambda: _is_active(program, name), f"identity {name}")


def _words(program: Program) -> list[str]:
    words = program.store.state.lock.words
    return words.text.split() if isinstance(words, Hidden) else []


def _is_active(program: Program, name: str) -> bool:
    identities = program.store.state.identities
    active = identities.known.get(identities.active) if identities.active else None
    return active is not None and active.name == name


async def create_identity(hand: Hand, program: Program, name: str) -> None:
    """Make another identity of one's own through the palette."""
    await command(hand, "New identity")
    await hand.press("Continue")
    await hand.fill("Name", name)
    await hand.press("Continue")
    await hand.press("Create identity")
    await hand.until(lambda: _is_active(program, name), f"identity {name}")
    await hand.until(lambda: hand.seen(DonePage), "the page that says so")
    await hand.press("Close")


async def switch_identity(hand: Hand, program: Program, name: str) -> None:
    """Act under another identity, through the palette."""
    await command(hand, name)
    await hand.until(lambda: _is_active(program, name), f"identity {name}")


async def lock_and_unlock(hand: Hand, program: Program) -> None:
    """Protect the vault by a passphrase, lock it, and open its file with that passphrase."""
    await command(hand, "Set a passphrase")
    await hand.fill("New passphrase", PASSPHRASE)
    await hand.fill("The same passphrase again", PASSPHRASE)
    await hand.press("Set passphrase")
    await hand.until(lambda: program.store.state.lock.slot is Slot.PASSPHRASE, "the vault behind its passphrase")
    await command(hand, "Lock")
    await hand.fill("Passphrase", PASSPHRASE)
    await hand.press("Unlock")
    await hand.until(lambda: program.store.state.lock.phase is Phase.OPEN, "the vault open again")


async def command(hand: Hand, words: str) -> None:
    """Choose what the palette finds first."""
    await hand.press("Search or command")
    await hand.fill("Jump to an identity or a page, or do something", words)
    await hand.key(Qt.Key.Key_Return)


async def issue(hand: Hand, amount: str) -> None:
    """Issue a token from the overview."""
    await hand.turn_to("Overview")
    await hand.press("Issue token…")
    await hand.fill("Symbol", "QTK")
    await hand.fill("First amount", amount)
    await hand.press(f"Issue {amount} QTK")
    await see_balance(hand, amount)


async def pay(hand: Hand, program: Program, name: str, amount: str) -> Receipt:
    """Pay another of one's own identities from the send page."""
    known = program.store.state.identities.known
    recipient = next(identity.id for identity in known.values() if identity.name == name)
    await hand.turn_to("Send")
    await hand.fill("To", recipient)
    await hand.fill("Amount", amount)
    await hand.fill("Memo", "self-test")
    await hand.press(f"Send {amount} QTK…")
    await hand.press(f"Send {amount} QTK")
    return await hand.until(lambda: _receipt(program), "the receipt")


def _receipt(program: Program) -> Receipt | None:
    state = program.store.state
    payment = state.transfers.get(state.identities.active) if state.identities.active else None
    operation = state.operations.known.get(payment.request_id) if isinstance(payment, Submitted) else None
    stage = operation.stage if operation is not None else None
    receipt = stage.receipt if isinstance(stage, Made) else None
    return receipt if isinstance(receipt, Receipt) else None


async def see_balance(hand: Hand, amount: str) -> None:
    """Wait until the overview shows this balance."""
    await hand.turn_to("Overview")
    await hand.until(lambda: amount in _amounts(hand), f"balance {amount}")


def _amounts(hand: Hand) -> set[str]:
    return {label.accessibleName().partition(" ")[0] for label in hand.seen(AmountLabel)}

"""Signing without a network, from one machine to another and back: what one exports the other signs, and it is done."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.multisig import Choice, Executed, Item, ItemStatus
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.lock import InspectVault, Phase
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.offline import incoming
from qwallet_desktop.state.offline_actions import ReadSource, SavePaper, SignOpened
from qwallet_desktop.state.papers import FromClipboard, FromFile, FromScreen, IncomingSignature, PaperKind, Wanted
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import ExportItemSheet, ImportSignatureSheet, SignRequestSheet
from tests.flow.desk import new_id, now
from tests.flow.two_desktops import REPOSITORY, Desktop, found, two_desktops
from tests.helpers.codes import Eyes, picture_of
from tests.keys.builders import PHRASE

pytestmark = pytest.mark.asyncio


@dataclass(frozen=True)
class Company:
    """A company of Ada, who is connected, and Ben, whose machine has no network any more; both have to sign."""

    ada: Desktop
    ben: Path
    bens: IdentityId
    id: IdentityId
    token_id: TokenId

    async def asked(self) -> Item:
        """Have Ada ask for a payment to Ben."""
        item = await self.ada.pay(self.id, self.bens, self.token_id, "25.00", "flour")
        assert item is not None
        return await self.ada.item(item.proposal.item_id, lambda one: len(one.votes) == 1)

    async def exported(self, item_id: ItemId, path: Path) -> Path:
        """Export what Ada has of an item to a file."""
        self.ada.store.dispatch(OpenSheet(ExportItemSheet(item_id)))
        await self.ada.until(lambda state: state.offline.paper is not None)
        self.ada.store.dispatch(SavePaper(path))
        await self.ada.until(lambda state: state.offline.saved == path)
        return path

    async def brought(self, path: Path) -> State:
        """Import a signature into Ada's desktop, as far as that it is read or refused."""
        self.ada.store.dispatch(OpenSheet(ImportSignatureSheet()))
        self.ada.store.dispatch(ReadSource(Wanted.SIGNATURE, FromFile(path)))
        return await self.ada.until(lambda state: state.offline.answers > 0)

    async def delivered(self, signed: IncomingSignature) -> Item:
        """Deliver a signature of Ben's in Ada's name."""
        ask = DecideItem(
            signed.item_id, signed.choice, signed.reason, signed.proposal_hash, "", signed.signer, signed.signature
        )
        await self.ada.ask(self.ada.me, ask)
        return await self.ada.item(signed.item_id, lambda one: len(one.votes) > 1)

    async def units(self, whose: IdentityId) -> int:
        """Ask the node what somebody whom Ada may look into has."""
        balances = await (await self.ada.services()).wallets.get_balances(whose)
        return sum(one.settled.units - one.held.units for one in balances)


@pytest_asyncio.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    async with two_desktops(tmp_path) as (node, ada, ben):
        await ada.join("Ada", node.invite(may_issue=True))
        await ben.join("Ben", node.invite())
        group = await found("Acme", {ada: "ISA", ben: "S"}, threshold=2, initiator_counts=True)
        wallets = (await ada.services()).wallets
        issued = await wallets.issue_token(
            ada.me, new_id(), symbol="QTK", name="", decimals=2, salt="0" * 32, amount="1000.00"
        )
        assert await ada.pay(ada.me, group, issued.token.id, "1000.00") is None
        bens = ben.me
        await ben.desk.qlock.set_passphrase(PHRASE)
        await ben.close()
        yield Company(ada, ben.folder, bens, group, issued.token.id)


def on_command_line(folder: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run `qwallet sign` on a folder, as it is run on a machine of its own."""
    phrase = folder / "phrase"
    phrase.write_text(PHRASE)
    command = [sys.executable, "-m", "qwallet_desktop.cli", "sign", *map(str, arguments)]
    command += ["--folder", str(folder), "--passphrase-file", str(phrase), "--yes"]
    return subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)


async def test_a_file_that_the_command_line_signs_carries_the_payment_out(company: Company, tmp_path: Path) -> None:
    item = await company.asked()
    request = await company.exported(item.proposal.item_id, tmp_path / "request.json")
    answer = tmp_path / "signature.json"
    ran = await asyncio.to_thread(on_command_line, company.ben, request, "--group", company.id, "--out", answer)
    assert ran.returncode == 0, ran.stderr
    assert "25.00 QTK" in ran.stderr
    signed = incoming((await company.brought(answer)).offline)
    assert signed is not None
    assert signed.signer == company.bens
    done = await company.delivered(signed)
    assert isinstance(done.closing, Executed)
    assert await company.units(company.id) == 97_500


async def test_a_rejection_by_the_command_line_ends_it(company: Company, tmp_path: Path) -> None:
    item = await company.asked()
    request = await company.exported(item.proposal.item_id, tmp_path / "request.json")
    answer = tmp_path / "signature.json"
    given: list[str | Path] = ["--choice", "reject", "--reason", "not due", "--out", answer]
    ran = await asyncio.to_thread(on_command_line, company.ben, request, *given)
    assert ran.returncode == 0, ran.stderr
    signed = incoming((await company.brought(answer)).offline)
    assert signed is not None
    assert status(await company.delivered(signed), now()) is ItemStatus.REJECTED


async def test_a_signature_is_delivered_once(company: Company, tmp_path: Path) -> None:
    item = await company.asked()
    request = await company.exported(item.proposal.item_id, tmp_path / "request.json")
    answer = tmp_path / "signature.json"
    await asyncio.to_thread(on_command_line, company.ben, request, "--out", answer)
    signed = incoming((await company.brought(answer)).offline)
    assert signed is not None
    await company.delivered(signed)
    again = (await company.brought(answer)).offline
    assert again.problem is not None
    assert again.problem.code is Code.ALREADY_SIGNED


async def test_what_was_decided_is_exported_as_evidence_that_holds(company: Company, tmp_path: Path) -> None:
    item = await company.asked()
    request = await company.exported(item.proposal.item_id, tmp_path / "request.json")
    answer = tmp_path / "signature.json"
    await asyncio.to_thread(on_command_line, company.ben, request, "--out", answer)
    signed = incoming((await company.brought(answer)).offline)
    assert signed is not None
    await company.delivered(signed)
    evidence = await company.exported(item.proposal.item_id, tmp_path / "evidence.json")
    address = (await company.ada.services()).address
    command = [sys.executable, "-m", "qwallet_desktop.cli", "verify", str(evidence), "--group", company.id]
    command += ["--node", address.node_id, "--node-key", address.node_key]
    ran = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


async def test_a_window_without_any_node_signs_what_it_reads_from_the_screen(company: Company, tmp_path: Path) -> None:
    item = await company.asked()
    company.ada.store.dispatch(OpenSheet(ExportItemSheet(item.proposal.item_id)))
    paper = (await company.ada.until(lambda state: state.offline.paper is not None)).offline.paper
    assert paper is not None
    ben = Desktop(company.ben)
    try:
        await ben.desk.qlock.unlock(PHRASE)
        ben.store.dispatch(InspectVault())
        await ben.until(lambda state: state.lock.phase is Phase.OPEN)
        assert ben.desk.connected is None
        ben.desk.sight = Eyes(screens=(picture_of(paper.codes),))
        ben.store.dispatch(OpenSheet(SignRequestSheet()))
        ben.store.dispatch(ReadSource(Wanted.REQUEST, FromScreen()))
        await ben.until(lambda state: state.offline.found is not None)
        ben.store.dispatch(SignOpened(company.bens, Choice.SIGN, ""))
        made = (await ben.until(lambda state: state.offline.paper is not None)).offline.paper
    finally:
        await ben.close()
    assert made is not None
    assert made.kind is PaperKind.SIGNATURE
    company.ada.desk.sight = Eyes(picture_of(made.codes))
    company.ada.store.dispatch(OpenSheet(ImportSignatureSheet()))
    company.ada.store.dispatch(ReadSource(Wanted.SIGNATURE, FromClipboard()))
    signed = incoming((await company.ada.until(lambda state: state.offline.answers > 0)).offline)
    assert signed is not None
    assert isinstance((await company.delivered(signed)).closing, Executed)

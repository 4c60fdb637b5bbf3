"""Limits and permissions worked by hand in the real window, on a real node: set, spent, seen to move, explained."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Program
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.self_test import command, pay
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.identities import CreateIdentity
from qwallet_desktop.state.operation import Made
from qwallet_desktop.ui.dialogs.change_panel import ChangePanel
from qwallet_desktop.ui.dialogs.what_if_panel import WhatIfPanel
from qwallet_desktop.ui.dialogs.why_panel import WhyPanel
from qwallet_desktop.ui.hand import Hand
from qwallet_desktop.ui.rulings_table import RulingsTable
from qwallet_desktop.ui.screens.limits_card import UseLine
from qwallet_desktop.ui.screens.permissions_policy import PolicyCard
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.toggles import Select
from tests.effects.desks import new_id
from tests.flow.steps import did_of, settle_in
from tests.flow.window import on_qt, opened


def lines(hand: Hand) -> str:
    """Return what the bars on the screen say."""
    return "\n".join(line.words() for line in hand.seen(UseLine))


async def sees(hand: Hand, words: str) -> None:
    """Wait until a bar says this."""
    await hand.until(lambda: words in lines(hand), f"{words!r} on a bar")


async def limit(hand: Hand, what: str, amount: str) -> None:
    """Write a limit where there is none yet."""
    await hand.turn_to("Limits")
    await hand.press("Set limits…")
    await hand.until(lambda: _add_token(hand), "the choice of tokens")
    await hand.fill(what, amount)


def _add_token(hand: Hand) -> bool:
    for choice in hand.seen(Select):
        if choice.accessibleName() == "Limit another token" and choice.count() > 1:
            choice.set_current(str(choice.itemData(1)))
            choice.chosen.emit(choice.current())
            return True
    return False


def test_a_limit_is_set_and_its_bar_moves_as_payments_go_out(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await settle_in(hand, program)
            await limit(hand, "In any 24 hours", "100.00")
            await hand.press("Set limits")
            await sees(hand, "0.00 QTK of 100.00 QTK used")
            await pay(hand, program, "Ben", "25.00")
            await hand.turn_to("Limits")
            await sees(hand, "75.00 QTK left")
            # Paid by the node's other door, so that only an event can tell the screen.
            services = await program.desk.online()
            token_id = next(iter(program.store.state.tokens.known))
            ada, ben = did_of(program, "Ada"), did_of(program, "Ben")
            request_id = new_id()
            await services.wallets.transfer(ada, request_id, ben, token_id, "5.00")
            await sees(hand, "70.00 QTK left")
            assert "comes back in 23 h" in lines(hand)

    on_qt(qapp, work)


def test_what_a_lower_limit_would_have_done_is_said_before_it_is_set(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await settle_in(hand, program)
            await pay(hand, program, "Ben", "25.00")
            await limit(hand, "In a single payment", "20.00")
            said = await hand.until(
                lambda: next((one.words() for one in hand.seen(WhatIfPanel) if "refused" in one.words()), None),
                "what if",
            )
            assert said == "Over the last 30 days: 1 payment; 0 would have waited, 1 refused."
            await hand.fill("In a single payment", "")
            await hand.fill("In any 24 hours", "20.00")
            await hand.until(lambda: "25.00 is used already" in _errors(hand), "that more is used already")

    on_qt(qapp, work)


def _errors(hand: Hand) -> str:
    return " ".join(field.error() for field in hand.seen(FormField))


def test_permissions_are_narrowed_and_why_tells_of_a_refusal(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await settle_in(hand, program)
            await hand.turn_to("Permissions")
            await hand.press("Change…")
            await hand.press("Pay")
            await hand.press("Set permissions")
            await hand.until(
                lambda: any("Pays nobody." in card.words() for card in hand.seen(PolicyCard)), "the new policy"
            )
            services = await program.desk.online()
            token_id = next(iter(program.store.state.tokens.known))
            ada, ben = did_of(program, "Ada"), did_of(program, "Ben")
            assert (await services.wallets.preview_transfer(ada, ben, token_id, "1.00")).outcome == "DENY"
            with pytest.raises(ServiceError):
                await services.wallets.transfer(ada, new_id(), ben, token_id, "1.00")
            await hand.press("Why?")
            table = await hand.until(lambda: next(iter(hand.seen(RulingsTable)), None), "the decisions")
            await hand.until(lambda: table.model().rowCount(), "a decision")
            table.opened.emit(0)
            panel = await hand.until(lambda: next(iter(hand.seen(WhyPanel)), None), "why")
            await hand.until(lambda: "Refused" in panel.words(), "the refusal")
            assert "permissions say whether it may pay" in panel.words()

    on_qt(qapp, work)


def test_what_widens_a_sub_identitys_limits_waits_for_its_owner(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await settle_in(hand, program)
            ada = did_of(program, "Ada")
            program.store.dispatch(CreateIdentity(new_id(), "Savings", ada))
            await hand.until(lambda: _has(program, "Savings"), "the sub-identity")
            await command(hand, "Savings")
            await hand.turn_to("Limits")
            await hand.press("Change… Own limits")
            await hand.fill("Payments in any hour", "5")
            await hand.press("Set limits")
            await sees(hand, "0 of 5 payments made")
            await hand.press("Change… Own limits")
            await hand.fill("Payments in any hour", "9")
            said = await hand.until(lambda: next((one.words() for one in hand.seen(ChangePanel)), ""), "what changes")
            assert "Ada, the owner, must sign" in said
            await hand.press("Ask for approval")
            item = await hand.until(lambda: _opened(program), "the item")
            assert item.proposal.approvers == (ada,)
            await sees(hand, "0 of 5 payments made")

    on_qt(qapp, work)


def _has(program: Program, name: str) -> bool:
    return any(identity.name == name for identity in program.store.state.identities.known.values())


def _opened(program: Program) -> Item | None:
    stages = [operation.stage for operation in program.store.state.operations.known.values()]
    receipts = [stage.receipt for stage in stages if isinstance(stage, Made)]
    return next((receipt for receipt in receipts if isinstance(receipt, Item)), None)

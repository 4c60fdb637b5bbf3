"""Notifications from what a stranger does to the bell, the list and the node's read mark; and over a restart."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Program
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.notifications import NotificationPage
from qwallet_desktop.effects.online import Services
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.state.notice import SupplyChanged
from qwallet_desktop.ui.hand import Hand
from qwallet_desktop.ui.models.notices_model import NoticeRole
from qwallet_desktop.ui.widgets.bell import BellButton
from tests.flow.desk import Desk, desk_at, new_id
from tests.flow.steps import settle_in
from tests.flow.window import on_qt, opened


def services(program: Program) -> Services:
    connected = program.desk.connected
    assert connected is not None
    return connected


async def settled(hand: Hand, program: Program) -> tuple[IdentityId, TokenId]:
    """Make Ada with 1,000.00 QTK, and Ben; return Ada and the token."""
    await settle_in(hand, program)
    (token,) = await hand.until(lambda: tuple(program.store.state.tokens.known), "the token")
    active = program.store.state.identities.active
    assert active is not None
    return active, token


async def stranger_with_money(program: Program, ada: IdentityId, token: TokenId) -> Desk:
    """Register somebody who is not on this desktop, and pay them 100.00."""
    address = services(program).address
    stranger = desk_at(address, address._launch_secret or b"")
    await stranger.settle_in()
    await services(program).wallets.transfer(ada, new_id(), stranger.alice, token, "100.00", "")
    return stranger


async def pay(stranger: Desk, to: IdentityId, token: TokenId, amount: str) -> None:
    await stranger.wallets.transfer(stranger.alice, new_id(), to, token, amount, "")


def bell(hand: Hand) -> BellButton:
    (found,) = hand.seen(BellButton)
    return found


def rows(program: Program) -> list[str]:
    model = program.window.centre.list.model()
    faces = [model.index(row, 0).data(NoticeRole.FACE) for row in range(model.rowCount())]
    return [face.title for face in faces if face is not None]


async def on_node(program: Program, who: IdentityId) -> NotificationPage:
    return await services(program).notifications.get_notifications(who)


def test_what_a_stranger_pays_reaches_bell_list_and_mark(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ada, token = await settled(hand, program)
            stranger = await stranger_with_money(program, ada, token)
            for amount in ("1.00", "2.00", "3.00"):
                await pay(stranger, ada, token, amount)
            await hand.until(lambda: bell(hand).count() == 3, "the count at the bell")
            assert program.shell.windowTitle().startswith("(3) Ada")
            program.window.open_notifications()
            await hand.until(lambda: "Received 3.00 QTK" in rows(program), "the newest payment")
            assert "The supply of QTK changed" in rows(program)
            await hand.press("Mark all as read")
            await hand.until(lambda: bell(hand).count() == 0, "nothing unread")
            await program.store.settle(besides=frozenset({"RunNode", "RunStream"}) | waiting(program))
            assert (await on_node(program, ada)).unread == 0
            await stranger.client.close()

    on_qt(qapp, work)


def waiting(program: Program) -> frozenset[str]:
    """Name the effects that wait for something of their own."""
    return frozenset(name for name in program.store.running() if name != "SendReadMarks")


def test_payments_between_ones_own_identities_are_no_news(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ada, token = await settled(hand, program)
            ben = next(did for did in program.store.state.identities.order if did != ada)
            await services(program).wallets.transfer(ada, new_id(), ben, token, "5.00", "")
            stranger = await stranger_with_money(program, ada, token)
            await pay(stranger, ben, token, "7.00")
            await hand.until(lambda: bell(hand).count() == 1, "the stranger's payment")
            assert (await on_node(program, ben)).unread == 2
            await stranger.client.close()

    on_qt(qapp, work)


def test_after_a_restart_what_i_did_and_what_came_in_are_listed_again(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        keys = MemoryKeyStore()
        async with opened(qapp, tmp_path, keys) as (program, hand):
            ada, token = await settled(hand, program)
            stranger = await stranger_with_money(program, ada, token)
            await pay(stranger, ada, token, "1.00")
            await hand.until(lambda: bell(hand).count() == 1, "the payment")
            await stranger.client.close()
            noted = program.store.state.notifications.noted
            await hand.until(lambda: "KeepNotices" not in program.store.running(), "the notices on the disk")
        async with opened(qapp, tmp_path, keys) as (program, hand):
            await hand.until(lambda: hand.seen(BellButton) and bell(hand).count() == 1, "the payment again")
            await hand.until(lambda: len(program.store.state.notifications.noted) == len(noted), "the notices again")
            again = program.store.state.notifications.noted
            assert [(each.notice, each.at) for each in again] == [(each.notice, each.at) for each in noted]
            assert any(isinstance(each.notice, SupplyChanged) for each in again)

    on_qt(qapp, work)

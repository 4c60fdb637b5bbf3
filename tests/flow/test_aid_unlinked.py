"""An AID beside two identities of the same desktop: nothing that is kept, logged or answered ties it to them."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.addressbook import NAME as ADDRESS_BOOK
from qwallet_desktop.effects.at_the_end import keep_at_the_end
from qwallet_desktop.effects.audit import NOTES
from qwallet_desktop.effects.notice_file import NAME as NOTICES
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.operation_file import NAME as OPERATIONS
from qwallet_desktop.effects.preferences import keep_geometry
from qwallet_desktop.services.calls import Call
from qwallet_desktop.state.aid_actions import CreateAid
from qwallet_desktop.state.audit import SelectEntry, WriteNote
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.identities import CreateIdentity, SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import Made
from qwallet_desktop.state.preferences import HideIdentity, PinIdentity
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.taking import DIRECTORY, FRONT, OTHERS
from qwallet_desktop.state.transfers import NewPayment, PaymentDraft, SubmitTransfer
from tests.flow.anonymous import Ledger, Persona, files_with, tied_in
from tests.flow.desk import Desk as Stranger
from tests.flow.desk import desk_at, new_id, now
from tests.flow.killed_desk import Headless

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

LABEL = "Night market stall"
NOTE = "a note on what the stall sold"
PASSING = (FRONT, DIRECTORY, OTHERS, NOTICES)
LASTING = (OPERATIONS, NOTES, ADDRESS_BOOK)
ENDLESS = frozenset({"RunNode", "RunStream", "RunAidStream"})
OTHERS_NAMES = ("Ada Lovelace", "Ben Franklin")


@dataclass
class Scene:
    """A desktop with two named identities and an AID, which a stranger has paid and was paid by."""

    headless: Headless
    stranger: Stranger
    token_id: TokenId
    told: list[Action] = field(default_factory=list[Action])

    @property
    def services(self) -> Services:
        """The services that the named identities share."""
        connected = self.headless.desk.connected
        assert connected is not None
        return connected

    @property
    def aid(self) -> IdentityId:
        """The anonymous identity."""
        return self.headless.store.state.aids.held[0]

    def personas(self) -> tuple[Persona, tuple[Persona, ...]]:
        """Return the AID, then all others of this desktop, with every word that stands for them."""
        state, desk = self.headless.store.state, self.headless.desk
        own = desk.qlock.aids.signer(self.aid).session_id
        others = tuple(
            Persona(one.id, frozenset({one.id, one.name, desk.qlock.session_id}))
            for one in map(state.identities.known.__getitem__, state.identities.order)
            if one.type is not IdentityType.AID
        )
        return Persona(self.aid, frozenset({self.aid, own, LABEL, NOTE})), others

    async def pay(self, sender: IdentityId, recipient: IdentityId, amount: str) -> None:
        """Pay as the window does, and wait until that is made."""
        store, request_id = self.headless.store, new_id()
        store.dispatch(NewPayment(sender))
        store.dispatch(SubmitTransfer(sender, request_id, PaymentDraft(recipient, self.token_id, amount, ""), now()))
        await self.headless.until(
            lambda state: isinstance(getattr(state.operations.known.get(request_id), "stage", None), Made)
        )


async def live(headless: Headless) -> None:
    """Make two identities as the window does, and be followed."""
    for count, name in enumerate(OTHERS_NAMES, 1):
        headless.store.dispatch(CreateIdentity(new_id(), name, None))
        await headless.until(lambda state, count=count: len(state.identities.known) == count)  # type: ignore[misc]
    await headless.until(lambda state: state.health.live)


async def deal(scene: Scene) -> None:
    """Make an AID, and have it paid, pay, be looked at, pinned, hidden and noted on."""
    headless, store, stranger = scene.headless, scene.headless.store, scene.stranger
    ada, ben = store.state.identities.order
    await stranger.wallets.transfer(stranger.alice, new_id(), ada, scene.token_id, "50.00", "")
    await scene.pay(ada, ben, "5.00")
    await scene.pay(ben, stranger.alice, "1.00")
    store.dispatch(CreateAid(new_id(), scene.token_id, LABEL))
    await headless.until(lambda state: bool(state.aids.held))
    await headless.until(
        lambda state: scene.aid in state.wallets and known(state.wallets[scene.aid].context) is not None
    )
    await stranger.wallets.transfer(stranger.alice, new_id(), scene.aid, scene.token_id, "20.00", "")
    await headless.until(lambda state: bool(state.wallets[scene.aid].balances))
    await scene.pay(scene.aid, stranger.alice, "7.00")
    store.dispatch(PinIdentity(scene.aid, pinned=True))
    store.dispatch(HideIdentity(scene.aid, hidden=True))
    for tab in (Tab.SEND, Tab.RECEIVE, Tab.ACTIVITY, Tab.OVERVIEW):
        store.dispatch(GoTo(Page.WALLET, tab))
        await store.settle(besides=ENDLESS)
    entries = known(store.state.wallets[scene.aid].latest)
    assert entries
    store.dispatch(SelectEntry(entries[0]))
    await headless.until(lambda state: state.drawer.opened)
    store.dispatch(WriteNote(entries[0].transfer.id, NOTE))
    await store.settle(besides=ENDLESS)
    store.dispatch(SwitchIdentity(ben))
    await store.settle(besides=ENDLESS)
    store.dispatch(SwitchIdentity(scene.aid))
    await store.settle(besides=ENDLESS)


@asynccontextmanager
async def scene_in(folder: Path) -> AsyncIterator[Scene]:
    """Play the scene on a node in a process of its own."""
    headless = Headless(folder)
    told: list[Action] = []
    dispatch = headless.store.dispatch

    def listen(action: Action) -> None:
        told.append(action)
        dispatch(action)

    headless.store.dispatch = listen  # type: ignore[method-assign]  # everything that performers tell goes by here
    try:
        await headless.desk.qlock.create("correct horse battery")
        await headless.start()
        address = (await headless.desk.online()).address
        stranger = desk_at(address, address._launch_secret or b"")
        # The first of all issues the token, so that also by this nothing of it leads to the desktop.
        await stranger.register(stranger.alice, "Cyd")
        await stranger.grant(stranger.alice)
        scene = Scene(headless, stranger, (await stranger.issue()).token.id, told)
        await live(headless)
        await deal(scene)
        yield scene
        await headless.store.settle(besides=ENDLESS)
        await stranger.client.close()
    finally:
        await headless.close()


async def keep_everything(scene: Scene) -> None:
    """Write what the end of the program writes."""
    desk, state = scene.headless.desk, scene.headless.store.state
    await keep_at_the_end(desk, state)
    keep_geometry(desk, state.preferences, b"geometry")


async def sealed_texts(scene: Scene) -> dict[str, str]:
    """Open every sealed document."""
    qlock, found = scene.headless.desk.qlock, {}
    for name in (*PASSING, *LASTING):
        try:
            data = await qlock.unseal(name, passing=name in PASSING)
        except Refused:
            data = None
        if data is not None:
            found[name] = data.decode("utf-8", "replace")
    return found


async def ask(services: Services, target: str, signer: IdentityId) -> str:
    """Ask a node anything and return all that it says."""
    signing = services.client._signing
    request = await signing.signed(Call("GET", target, signer))
    return (await services.client._http._client.send(request)).text


async def readable(scene: Scene) -> list[str]:
    """Return every address that can be read, for each of those that it can be about."""
    described = json.loads(await ask(scene.services, "/openapi.json", scene.services.client.session_id))
    state = scene.headless.store.state
    transfers = [
        action.event.fact.entry.transfer.id
        for action in scene.told
        if isinstance(action, EventReceived) and isinstance(action.event.fact, TransferPosted)
    ]
    subjects = (*state.identities.order, scene.stranger.alice)
    values = {"identityId": subjects, "transferId": transfers, "tokenId": (scene.token_id,)}
    queries = f"?recipient={quote(scene.aid)}&tokenId={quote(scene.token_id)}&amount=1.00&days=30&limit=100"
    found: list[str] = []
    for path, methods in described["paths"].items():
        if "get" not in methods or path.endswith("/events"):
            continue
        targets = [path]
        for name, each in values.items():
            snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
            for form in (f"{{{name}}}", f"{{{snake}}}"):
                targets = [
                    t.replace(form, quote(value, safe="")) for t in targets for value in (each if form in t else [""])
                ]
        found += [target + queries for target in targets if "{" not in target] + [t for t in targets if "{" not in t]
    return found


async def test_no_row_of_the_ledger_ties_an_aid_to_another_identity(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        aid, others = scene.personas()
        ledger = Ledger.read(tmp_path / "node" / "ledger.sqlite")
        assert (ledger.ties(aid, others), len(ledger.about(aid)) > 5) == ([], True)


async def test_the_look_through_the_ledger_finds_who_belongs_to_whom(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        _, (ada, ben) = scene.personas()
        ledger = Ledger.read(tmp_path / "node" / "ledger.sqlite")
        assert "transfers" in ledger.ties(ada, [ben])


async def test_no_key_nonce_or_id_of_an_aid_stands_in_the_ledger_for_others_too(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        aid, others = scene.personas()
        ledger = Ledger.read(tmp_path / "node" / "ledger.sqlite")
        stranger = {scene.stranger.alice.removeprefix("did:key:"), scene.stranger.client.session_id}
        everybodys = {scene.services.address.node_id, scene.token_id, "signature-params", *stranger}
        assert ledger.shared(aid, others) - everybodys == set()


async def test_no_label_and_no_address_of_a_computer_stands_in_the_nodes_files(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        await keep_everything(scene)
        wanted = (LABEL.encode(), NOTE.encode(), b"127.0.0.1", b"python-httpx")
        assert files_with(tmp_path / "node", wanted) == set()


async def test_no_file_of_the_desktop_names_an_aid(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        await keep_everything(scene)
        aid, _ = scene.personas()
        with scene.headless.desk.qlock.aids._opened(scene.aid) as opened:
            seed = bytes(opened.buffer)
        wanted = (*(word.encode() for word in aid.words), seed, seed.hex().encode())
        assert {each for each in files_with(tmp_path, wanted) if not each.startswith("node/ledger")} == set()


async def test_no_sealed_document_names_an_aid(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        await keep_everything(scene)
        aid, _ = scene.personas()
        texts = await sealed_texts(scene)
        assert {name for name, text in texts.items() if aid.is_in(text)} == set()


async def test_the_look_through_sealed_documents_sees_all_there_are(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        await keep_everything(scene)
        texts = await sealed_texts(scene)
        files = [path for path in (tmp_path / "vault" / "sealed").iterdir() if path.is_file()]
        _, (ada, _ben) = scene.personas()
        assert (len(texts), ada.is_in(texts[OPERATIONS])) == (len(files), True)


async def test_no_event_of_others_names_an_aid(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        aid, _ = scene.personas()
        events = [action for action in scene.told if isinstance(action, EventReceived)]
        assert [each for each in events if not each.anonymous and aid.is_in(repr(each))] == []


async def test_the_events_of_an_aid_come_by_its_own_session(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        events = [action for action in scene.told if isinstance(action, EventReceived)]
        assert {each.event.identity_id for each in events if each.anonymous} == {scene.aid}


async def test_the_place_in_the_log_that_the_next_run_begins_at_is_not_an_aids(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        last = max(
            action.event.sequence for action in scene.told if isinstance(action, EventReceived) and action.anonymous
        )
        assert scene.headless.store.state.health.head < last


async def test_no_answer_to_others_of_this_desktop_names_an_aid(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        aid, _ = scene.personas()
        signer = scene.services.client.session_id
        told = {target: await ask(scene.services, target, signer) for target in await readable(scene)}
        naming = [target for target, answer in told.items() if aid.is_in(answer)]
        assert (naming, len(told) > 30) == ([], True)


async def test_no_answer_to_a_party_of_its_payments_ties_an_aid_to_others(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        aid, others = scene.personas()
        client = scene.stranger.client
        seen = Services(
            scene.services.address,
            client,
            *(None,) * (len(Services.__slots__) - 2),  # type: ignore[arg-type]
        )
        answers = [await ask(seen, target, client.session_id) for target in await readable(scene)]
        tied = [each for answer in answers for each in tied_in(answer, aid, others)]
        assert (tied, any(aid.is_in(answer) for answer in answers)) == ([], True)


async def test_an_answer_to_an_aid_names_no_other_of_this_desktop(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        aid, others = scene.personas()
        own = await scene.headless.desk.services_for(scene.aid)
        answers = {target: await ask(own, target, own.client.session_id) for target in await readable(scene)}
        tied = [each for answer in answers.values() for each in tied_in(answer, aid, others)]
        assert tied == []


async def test_no_line_that_is_logged_names_an_aid(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "qwallet_desktop")
    caplog.set_level(logging.INFO, "httpx")
    async with scene_in(tmp_path) as scene:
        aid, _ = scene.personas()
        lines = [record.getMessage() for record in caplog.records if record.name.startswith("qwallet_desktop")]
        assert [line for line in lines if aid.is_in(line)] == []


async def test_the_window_opens_the_next_time_with_whom_one_acted_under_before(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        await keep_everything(scene)
        text = (tmp_path / "preferences.json").read_text()
        _, (_, ben) = scene.personas()
        assert json.loads(text)["active_identity"] == ben.identity_id

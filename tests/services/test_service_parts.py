"""The client as its services have it: a breaker for each, one cache for all."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from qwallet_desktop.domain.events import Event, IdentityChanged
from qwallet_desktop.domain.health import BreakerState, Closed, Open, Service
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import HistoryPage, HistoryQuery
from qwallet_desktop.domain.wallets import DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.services.audit import AuditService
from qwallet_desktop.services.breaker import FAILURES
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.identity import IdentityService
from qwallet_desktop.services.retry import ATTEMPTS
from qwallet_desktop.services.wallet import WalletService
from qwallet_desktop.wire.requests import ConsistencyAnswer
from tests.services.builders import REQUEST, TOKEN, TRANSFER, balance, entry, identity, proof, token
from tests.services.fakes import START, Bench, UnopenedSigner

pytestmark = pytest.mark.asyncio
CUT = httpx.ReadError("cut")


def context(identity_id: IdentityId, units: int = 97_500) -> WalletContext:
    allowed = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    return WalletContext(identity_id, (balance(units),), allowed, Sequence(7), START)


def wallets(bench: Bench) -> WalletService:
    return WalletService(bench.client.for_service(Service.WALLET))


def serve(bench: Bench, units: int = 97_500) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/wallet"] = context(bench.alice, units)


async def break_down(bench: Bench, ask: Callable[[], Awaitable[object]]) -> None:
    """Let a service fail until it is left alone."""
    bench.node.faults.extend([CUT] * FAILURES * ATTEMPTS)
    for _ in range(FAILURES):
        with pytest.raises(ServiceError, match="NODE_UNREACHABLE"):
            await ask()
    bench.node.requests.clear()


async def test_a_service_that_failed_five_times_is_left_alone(bench: Bench) -> None:
    serve(bench)
    service = wallets(bench)
    await break_down(bench, lambda: service.get_context(bench.alice))
    with pytest.raises(ServiceError, match="CIRCUIT_OPEN"):
        await service.get_context(bench.alice)
    assert bench.node.requests == []
    assert isinstance(bench.client.state_of(Service.WALLET), Open)


async def test_the_other_services_go_on(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}"] = identity(bench.alice)
    await break_down(bench, lambda: wallets(bench).get_context(bench.alice))
    service = IdentityService(bench.client.for_service(Service.IDENTITIES))
    assert await service.get_identity(bench.alice) == identity(bench.alice)


async def test_all_parts_of_a_client_share_its_address_clock_and_session(bench: Bench) -> None:
    part = bench.client.for_service(Service.AUDIT)
    bench.client.base_url = "http://127.0.0.1:10"
    assert (part.base_url, part.session_id) == ("http://127.0.0.1:10", bench.client.session_id)


@pytest.mark.parametrize("service", Service)
async def test_any_answer_to_a_probe_shows_that_a_service_works(bench: Bench, service: Service) -> None:
    part = bench.client.for_service(service)
    name, reply = ("note", ConsistencyAnswer(()))
    bench.node.replies["POST", f"/v1/{name}"] = reply
    bench.node.faults.extend([CUT] * FAILURES * ATTEMPTS)
    for _ in range(FAILURES):
        with pytest.raises(ServiceError):
            await part.write(ConsistencyAnswer, name, change=bench.client.session_change(reply))
    bench.node.requests.clear()
    await bench.client.probe(service)
    assert [request.method for request in bench.node.requests] == ["GET"]
    assert bench.client.state_of(service) == Closed()


async def test_before_the_first_unlock_nothing_can_be_tried(bench: Bench) -> None:
    bench.client._signing.signer = UnopenedSigner()
    with pytest.raises(ServiceError, match="VAULT_LOCKED"):
        await bench.client.probe(Service.WALLET)


async def test_changes_of_a_service_are_told(bench: Bench) -> None:
    told: list[tuple[Service, BreakerState]] = []
    client = bench.make_client(lambda service, state: told.append((service, state)))
    await break_down(bench, lambda: WalletService(client.for_service(Service.WALLET)).get_context(bench.alice))
    client.begin_anew()
    assert [(service, type(state)) for service, state in told] == [(Service.WALLET, Open), (Service.WALLET, Closed)]
    await client.close()


async def test_a_retired_client_tells_nothing(bench: Bench) -> None:
    bench.client.retire()
    assert bench.client._circuits[Service.WALLET]._told(Service.WALLET, Closed()) is None


# -------------------------------------------------------------------------------------- keeping


async def test_what_was_read_a_moment_ago_is_not_asked_for_again(bench: Bench) -> None:
    serve(bench)
    await wallets(bench).get_context(bench.alice)
    assert await wallets(bench).get_context(bench.alice) == context(bench.alice)
    assert len(bench.node.requests) == 1


async def test_the_client_itself_keeps_nothing(bench: Bench) -> None:
    serve(bench)
    for _ in range(2):
        await WalletService(bench.client).get_context(bench.alice)
    assert len(bench.node.requests) == 2


async def test_an_answer_about_another_is_not_kept(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/wallet"] = context(bench.bob)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await wallets(bench).get_context(bench.alice)
    serve(bench)
    assert await wallets(bench).get_context(bench.alice) == context(bench.alice)


async def test_an_answer_of_another_form_is_not_kept(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/wallet"] = identity(bench.alice)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await wallets(bench).get_context(bench.alice)
    serve(bench)
    assert await wallets(bench).get_context(bench.alice) == context(bench.alice)


async def test_hashes_that_are_none_are_not_kept_for_ever(bench: Bench) -> None:
    service = AuditService(bench.client.for_service(Service.AUDIT))
    bench.node.replies["GET", "/v1/audit/consistency"] = ConsistencyAnswer(("no hex",))
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await service.get_consistency_proof(1, 2)
    bench.node.replies["GET", "/v1/audit/consistency"] = ConsistencyAnswer(("07" * 32,))
    assert await service.get_consistency_proof(1, 2) == (b"\7" * 32,)


@pytest.mark.parametrize("fails", [False, True])
async def test_after_a_write_everything_that_may_have_changed_is_asked_for_anew(bench: Bench, *, fails: bool) -> None:
    serve(bench)
    service = IdentityService(bench.client.for_service(Service.IDENTITIES))
    await wallets(bench).get_context(bench.alice)
    if not fails:
        bench.node.replies["PATCH", f"/v1/identities/{bench.alice}"] = identity(bench.alice, "Anna")
        await service.rename(bench.alice, "Anna", request_id=REQUEST)
    else:
        with pytest.raises(ServiceError):
            await service.rename(bench.alice, "Anna", request_id=REQUEST)
    serve(bench, 5)
    assert await wallets(bench).get_context(bench.alice) == context(bench.alice, 5)


async def test_an_event_makes_old_what_it_tells_of(bench: Bench) -> None:
    serve(bench)
    await wallets(bench).get_context(bench.alice)
    fact = IdentityChanged(identity(bench.alice, "Anna"))
    bench.client.drop_made_old(Event(Sequence(8), Sequence(7), bench.alice, fact))
    serve(bench, 5)
    assert await wallets(bench).get_context(bench.alice) == context(bench.alice, 5)


async def test_a_proof_outlives_news_and_not_a_lock(bench: Bench) -> None:
    service = AuditService(bench.client.for_service(Service.AUDIT))
    bench.node.replies["GET", f"/v1/transfers/{TRANSFER}/proof"] = proof()
    await service.get_inclusion_proof(TRANSFER)
    bench.client.begin_anew()
    bench.client.drop_answers_that_change()
    await service.get_inclusion_proof(TRANSFER)
    assert len(bench.node.requests) == 1
    bench.client.forget_answers()
    await service.get_inclusion_proof(TRANSFER)
    assert len(bench.node.requests) == 2


# ---------------------------------------------------------------------- old answers, shown at once


async def test_an_old_answer_is_shown_while_a_fresh_one_is_read(bench: Bench) -> None:
    shown: list[WalletContext] = []
    serve(bench)
    await wallets(bench).get_context(bench.alice)
    bench.clock.turn(60)
    serve(bench, 5)
    assert await wallets(bench).get_context(bench.alice, stale=shown.append) == context(bench.alice, 5)
    assert shown == [context(bench.alice)]


async def test_an_old_answer_is_read_by_nobody_who_did_not_ask_for_it(bench: Bench) -> None:
    serve(bench)
    await wallets(bench).get_context(bench.alice)
    bench.clock.turn(60)
    serve(bench, 5)
    assert await wallets(bench).get_context(bench.alice) == context(bench.alice, 5)


async def test_what_can_be_shown_old(bench: Bench) -> None:
    shown: list[object] = []
    path = f"/v1/identities/{bench.alice}"
    history = HistoryPage((entry(bench.alice, bench.bob),), 0, 1, Sequence(7))
    daily = DailyBalance(START.date(), balance().settled)
    bench.node.replies |= {
        ("GET", f"{path}/balances"): (balance(),),
        ("GET", f"{path}/balances/{TOKEN}/daily"): (daily,),
        ("GET", f"{path}/transactions"): history,
        ("GET", "/v1/tokens"): (token(bench.alice),),
    }
    for _ in range(2):
        service = wallets(bench)
        await service.get_balances(bench.alice, stale=shown.append)
        await service.get_daily_balances(bench.alice, TOKEN, 30, stale=shown.append)
        await service.get_transactions(bench.alice, HistoryQuery(), 0, 10, stale=shown.append)
        await service.get_tokens(stale=shown.append)
        bench.clock.turn(60)
    assert shown == [(balance(),), (daily,), history, (token(bench.alice),)]


async def test_a_read_that_fails_has_shown_what_there_was(bench: Bench) -> None:
    shown: list[WalletContext] = []
    serve(bench)
    await wallets(bench).get_context(bench.alice)
    bench.clock.turn(60)
    bench.node.faults.extend([CUT] * ATTEMPTS)
    with pytest.raises(ServiceError) as caught:
        await wallets(bench).get_context(bench.alice, stale=shown.append)
    assert shown == [context(bench.alice)]
    assert caught.value.problem == Problem(Code.NODE_UNREACHABLE)

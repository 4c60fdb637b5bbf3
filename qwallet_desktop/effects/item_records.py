"""Reads the records of items and checks them, off the window's thread: nothing is shown or signed on a node's word."""

import asyncio

from qwallet_desktop.domain.checks import Anchors, Check, Verdict
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.capabilities import CapabilityLoaded, CapabilityMissed, FetchCapability
from qwallet_desktop.state.item_records import FetchRecord, RecordChecked, RecordMissed


async def fetch_record(desk: Desk, effect: FetchRecord, dispatch: Dispatch) -> None:
    """Read a record and check it."""
    services = await desk.online()
    try:
        record, checks = await checked_record(services, effect.item_id)
    except ServiceError as error:
        dispatch(RecordMissed(effect.item_id, error.problem))
        return
    dispatch(RecordChecked(record, checks))


async def checked_record(services: Services, item_id: ItemId) -> tuple[ItemRecord, tuple[Check, ...]]:
    """Read the record of an item, and check it against what this desktop knows without asking for the record.

    Raises:
        ServiceError: It could not be read.
    """
    record = await services.multisig.get_record(item_id)
    address = services.address
    # Who acts is named by the screen in full, from the same proposal: the state compares the two.
    anchors = Anchors(address.node_id, record.item.proposal.identity_id, address.node_key)
    return record, await asyncio.to_thread(check_record, record, address.node_id, anchors)


def ensure_holds(checks: tuple[Check, ...]) -> None:
    """Let checks pass of which none fails.

    Raises:
        ServiceError: ITEM_UNVERIFIED (fact `check`): nothing is signed.
    """
    failed = next((check for check in checks if check.verdict is Verdict.FAILS), None)
    if failed is not None or not checks:
        facts = {} if failed is None else {"check": failed.name.value}
        raise ServiceError(Problem(Code.ITEM_UNVERIFIED, facts))


async def fetch_capability(desk: Desk, effect: FetchCapability, dispatch: Dispatch) -> None:
    """Ask whether an identity may sign."""
    services = await desk.services_for(effect.identity_id)
    try:
        capability = await services.multisig.get_signing_capability(effect.identity_id)
    except ServiceError as error:
        dispatch(CapabilityMissed(effect.identity_id, error.problem))
        return
    dispatch(CapabilityLoaded(capability))


PERFORMERS: Performers = {FetchRecord: fetch_record, FetchCapability: fetch_capability}

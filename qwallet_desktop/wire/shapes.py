"""How the domain's dataclasses look as JSON: camelCase, exact amounts, unknown fields refused."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from qwallet_desktop.domain import (
    addressbook,
    audit,
    batches,
    consent,
    decisions,
    events,
    explanations,
    group_chain,
    groups,
    identities,
    item_record,
    limits,
    matters,
    messages,
    money,
    multisig,
    notifications,
    problems,
    tokens,
    transfers,
    wallets,
    what_if,
)
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.money import PLAIN, Amount

CONFIG = ConfigDict(alias_generator=to_camel, extra="forbid", defer_build=True)
T = TypeVar("T")

Moment = Annotated[datetime, AfterValidator(messages.in_utc)]
"""A time with its zone, brought to UTC."""

_EXACT: Mapping[object, object] = {
    int: Annotated[int, Field(strict=True)],
    bool: Annotated[bool, Field(strict=True)],
    Sequence: Annotated[Sequence, Field(strict=True)],
    datetime: Moment,
    AwareDatetime: Moment,
    datetime | None: Moment | None,
    int | None: Annotated[int, Field(strict=True)] | None,
    # Read by its kind, a fact takes a third of the time that trying one form after the other does.
    events.Fact: Annotated[events.Fact, Field(discriminator="kind")],
    notifications.Notable: Annotated[notifications.Notable, Field(discriminator="kind")],
    group_chain.CharterChange: Annotated[group_chain.CharterChange, Field(discriminator="kind")],
    matters.Matter: Annotated[matters.Matter, Field(discriminator="kind")],
    multisig.Closing | None: Annotated[multisig.Closing, Field(discriminator="kind")] | None,
}
"""What stands in for a field's type, so that `true`, `"7"` or a time without zone are refused."""

_DOMAIN = (
    addressbook.Contact,
    addressbook.SharedContact,
    audit.AuditEntry,
    audit.InclusionProof,
    audit.LeafProof,
    batches.BatchReceipt,
    batches.PaymentMade,
    batches.PaymentOpened,
    batches.PaymentRefused,
    consent.ConsentPolicy,
    consent.Hours,
    consent.PolicyVersion,
    decisions.Approval,
    decisions.Decision,
    decisions.Part,
    events.BalanceChanged,
    events.BookChanged,
    events.Event,
    events.IdentityChanged,
    events.ItemChanged,
    events.ItemNews,
    events.LimitsSet,
    events.NotificationsRead,
    events.PolicySet,
    events.StatusSet,
    events.TokenIssued,
    events.TransferPosted,
    explanations.DecisionPage,
    explanations.PastDecision,
    group_chain.Amendment,
    group_chain.Group,
    group_chain.Replacement,
    groups.AmountThreshold,
    groups.Charter,
    groups.Founding,
    groups.FoundingSignature,
    groups.Member,
    identities.Identity,
    item_record.ItemRecord,
    item_record.LinkProof,
    item_record.TokenRecord,
    limits.CountUse,
    limits.LimitBook,
    limits.LimitUse,
    limits.Limits,
    limits.LimitsVersion,
    limits.TokenLimits,
    limits.TokenUse,
    messages.Grant,
    messages.Link,
    messages.Successor,
    matters.BatchMatter,
    matters.BatchPayment,
    multisig.Executed,
    multisig.ExecutionFailed,
    multisig.Expired,
    matters.FreezeMatter,
    multisig.Item,
    multisig.ItemPage,
    matters.LimitMatter,
    matters.PaymentMatter,
    matters.PolicyMatter,
    multisig.Proposal,
    matters.SignersMatter,
    multisig.SigningCapability,
    multisig.Superseded,
    matters.UnfreezeMatter,
    multisig.Vote,
    notifications.Notification,
    notifications.NotificationPage,
    notifications.ReadMark,
    problems.Problem,
    tokens.Token,
    transfers.HistoryEntry,
    transfers.HistoryPage,
    transfers.HistoryQuery,
    transfers.Receipt,
    transfers.Transfer,
    wallets.Balance,
    wallets.DailyBalance,
    wallets.WalletContext,
    wallets.WalletPermissions,
    what_if.Case,
    what_if.RuleCount,
    what_if.Supposition,
    what_if.WhatIf,
)


def shape(cls: type[T]) -> type[T]:
    """Give a dataclass its JSON form: camelCase names, exact types, unknown fields refused."""
    cls.__pydantic_config__ = CONFIG  # type: ignore[attr-defined]  # pydantic's hook for standard dataclasses
    for part in dataclasses.fields(cast("Any", cls)):
        part.type = cast("type[Any]", _EXACT.get(part.type, part.type))
    return cls


def _amount_schema(_cls: object, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    """JSON form of an amount: {"tokenId", "decimals", "value": "25.00"}."""
    text = handler.generate_schema(Annotated[str, Field(max_length=120)])
    decimals = handler.generate_schema(Annotated[int, Field(ge=0, le=money.MOST_DECIMALS, strict=True)])
    fields = {
        "tokenId": core_schema.typed_dict_field(text),
        "decimals": core_schema.typed_dict_field(decimals),
        "value": core_schema.typed_dict_field(text),
    }
    form = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
    read = core_schema.no_info_after_validator_function(_read_amount, form)
    return core_schema.json_or_python_schema(
        json_schema=read,
        python_schema=core_schema.union_schema([core_schema.is_instance_schema(Amount), read]),
        serialization=core_schema.plain_serializer_function_ser_schema(_write_amount, return_schema=form),
    )


def _read_amount(fields: dict[str, Any]) -> Amount:
    value = fields["value"]
    units = int(value.replace(".", ""))
    amount = Amount(units, fields["decimals"], fields["tokenId"])
    # One text for each amount: no other number of decimals, no leading zeros, no -0.
    if abs(units) > money.LARGEST_UNITS or money.format_amount(amount, PLAIN) != value:
        message = "not an amount with all of its decimals"
        raise ValueError(message)
    return amount


def _write_amount(amount: Amount) -> dict[str, Any]:
    value = money.format_amount(amount, PLAIN)
    return {"tokenId": amount.token_id, "decimals": amount.decimals, "value": value}


Amount.__get_pydantic_core_schema__ = classmethod(_amount_schema)  # type: ignore[attr-defined]  # pydantic's hook
for _cls in _DOMAIN:
    shape(_cls)


_adapters: dict[object, TypeAdapter[Any]] = {}


def adapter(form: type[T]) -> TypeAdapter[T]:
    """Return the reader and writer of a shape, built when first used.

    `validate_json` raises `pydantic.ValidationError`; write with `dump`.
    """
    if form not in _adapters:
        _adapters[form] = TypeAdapter(form)
    return _adapters[form]


def dump(value: object, form: type[Any] | None = None) -> bytes:
    """Write a value as JSON with camelCase names; `form` where its type alone does not say it."""
    return adapter(form or type(value)).dump_json(value, by_alias=True)

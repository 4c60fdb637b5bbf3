"""What is signed of a proposal is read back from its JSON as it was."""

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.dossier_parts import read_founding, read_matter, read_proposal
from qwallet_desktop.domain.ids import ItemId, TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
    matter_payload,
)
from qwallet_desktop.domain.messages import Json, canonical
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Proposal, payload
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.strict_json import Fields, read_fields
from tests.domain.builders import NOW, did, problem_of
from tests.verify.records import CHARTER, FOUNDING, group, payment, proposal_of

TOKEN = TokenId("qtk1" + "ab" * 32)

dids = st.integers(1, 40).map(did)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
amounts = st.builds(Amount, st.integers(0, 10**78 - 1), st.integers(0, 30), st.just(TOKEN))
versions = st.integers(0, 2**53 - 1)
hours = st.builds(Hours, st.lists(st.integers(1, 7)).map(tuple), st.integers(0, 1440), st.integers(0, 1440))
policies = st.builds(
    ConsentPolicy,
    can_send=st.booleans(),
    can_sign=st.booleans(),
    tokens=st.lists(st.just(TOKEN), max_size=2).map(tuple),
    counterparties=st.lists(dids, max_size=2).map(tuple),
    hours=st.lists(hours, max_size=2).map(tuple),
    external=st.sampled_from(External),
)
limited = st.builds(TokenLimits, st.just(TOKEN), *(st.none() | amounts for _ in range(4)))
limits = st.builds(
    Limits,
    st.lists(limited, max_size=2).map(tuple),
    st.none() | versions,
    st.lists(st.just(TOKEN), max_size=2).map(tuple),
    st.lists(dids, max_size=2).map(tuple),
)
payments = st.builds(BatchPayment, dids, amounts, texts, texts)
matters = st.one_of(
    st.builds(PaymentMatter, dids, amounts, texts, texts),
    st.builds(BatchMatter, st.lists(payments, max_size=3).map(tuple)),
    st.builds(PolicyMatter, policies, versions),
    st.builds(LimitMatter, st.sampled_from(LimitScope), limits, versions),
    st.builds(SignersMatter, st.sampled_from([CHARTER, replace(CHARTER, amount_thresholds=())]), versions),
    st.just(FreezeMatter()),
    st.builds(UnfreezeMatter, texts),
)
times = st.datetimes(min_value=NOW.replace(tzinfo=None), max_value=NOW.replace(tzinfo=None, year=9000)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=NOW.tzinfo)
)
proposals = st.builds(
    Proposal,
    st.just(ItemId("ms_" + "7c" * 16)),
    st.just(group().id),
    versions,
    st.sampled_from(Subject),
    matters,
    texts,
    dids,
    st.lists(dids, max_size=3).map(tuple),
    versions,
    st.booleans(),
    versions,
    versions,
    times,
    times,
    st.lists(dids, max_size=2).map(tuple),
)


def fields(value: Json) -> Fields:
    """Return JSON as it is read from a file."""
    return read_fields(canonical(value), 1_000_000)


@given(proposals)
def test_whatever_is_asked_for_is_read_back_as_it_was(proposal: Proposal) -> None:
    assert read_proposal(fields(payload(proposal))) == proposal


def test_a_founding_is_read_back_as_it_was() -> None:
    assert read_founding(fields(FOUNDING.payload())) == FOUNDING


def test_another_signer_set_is_not_what_was_signed() -> None:
    asked = proposal_of(group(), payment(), Subject.TRANSFER)
    problem = problem_of(lambda: read_proposal(fields({**payload(asked), "signerSet": "00" * 32})))
    assert (problem.code, problem.field) == (Code.EVIDENCE_MALFORMED, ".signerSet")


@pytest.mark.parametrize("kind", ["payment", "", "VOTE"])
def test_a_matter_is_of_a_known_kind(kind: str) -> None:
    assert problem_of(lambda: read_matter(fields({"kind": kind, "base": 1}))).code is Code.EVIDENCE_MALFORMED


def test_a_freeze_has_nothing_to_say() -> None:
    told = {**matter_payload(FreezeMatter()), "for": "me"}
    assert problem_of(lambda: read_matter(fields(told))).code is Code.EVIDENCE_UNKNOWN_FIELD


def test_roles_are_known_ones() -> None:
    told = json.loads(canonical(matter_payload(SignersMatter(CHARTER, 1))))
    told["charter"]["members"][0]["roles"] = ["KING"]
    problem = problem_of(lambda: read_matter(fields(told)))
    assert (problem.code, problem.field) == (Code.EVIDENCE_MALFORMED, "charter.members[0].roles[0]")

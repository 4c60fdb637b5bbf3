"""What a verifier says in words: each matter whole, each vote for what it is, and who had to agree."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.checks import Anchors, Check, CheckName, Verdict
from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.item_said import Said
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.verify import check_words, decision_words
from qwallet_desktop.verify.report import Outcome, verify
from qwallet_desktop.verify.rule_words import charter_lines, limits_lines, money, policy_lines
from tests.domain.builders import NODE, TOKEN, amount, did
from tests.verify.records import (
    ASKER,
    BOSS,
    CHARTER,
    DECLARED,
    FIRST,
    NEWCOMER,
    OWNER,
    PAYEE,
    group,
    paid,
    payment,
    proposal_of,
    signers_changed,
    wider,
)
from tests.verify.records import money as qtk
from tests.verify.vectors import FOLDER


def told(name: str) -> str:
    """Return what is said of a vector."""
    read = dossier.read_evidence((FOLDER / "evidence" / f"{name}.json").read_bytes())
    return "\n".join(decision_words.told(read))


def said_of(record: ItemRecord) -> str:
    return "\n".join(decision_words.told(dossier.Dossier(NODE, record)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("payment", ["25.00 QTK, memo “Rent, März”", f"to        {did(PAYEE)}", "2 of 3", "“It is due”", "“Bakery”"]),
        ("many-payments", ["3 payments, all or none", "6000.00 QTK", "0.05 QTK, memo “Wages 3”", "3 of 3"]),
        (
            "signers-change",
            [f"new: {did(NEWCOMER)} as SIGNER", f"removed: {did(ASKER)}", "would join by it"],
        ),
        ("policy-change", ["A new policy, version 4", "canIssue: no", "Mon Tue Wed Thu Fri 08:00-18:00 UTC"]),
        ("limit-change", ["New limits of the identity, version 1", "5000.00 QTK a day", f"never to: {did(PAYEE)}"]),
        ("freeze", ["A freeze", "1 of 1"]),
        ("unfreeze", ["The end of a freeze, whose reason was “The phone was lost”", "asks for it, and agrees"]),
        ("rejected", ["REJECTED", "Rejected by", "because “Not agreed upon”"]),
        ("cancelled", ["CANCELLED", "Taken back", "because “A mistake”"]),
        (
            "own-payment",
            [f"a second signature of {did(OWNER)} itself", f"For         {did(OWNER)}", "Rules       policy version 1"],
        ),
    ],
)
def test_a_decision_is_told_in_words(name: str, words: list[str]) -> None:
    said = told(name)
    assert [word for word in words if word not in said] == []


def test_a_payment_without_memo_or_reason_says_so() -> None:
    asked = replace(proposal_of(group(), payment(memo=""), Subject.TRANSFER), reason="")
    record = replace(paid(), item=Item(asked), proof=None)
    said = said_of(record)
    assert "Payment     25.00 QTK\n" in said
    assert "Reason      none was given" in said
    assert "Decision    DRAFT" in said


def test_new_signers_without_their_group_are_not_told() -> None:
    record = replace(signers_changed(), group=None)
    with pytest.raises(ValueError, match="charter was checked"):
        said_of(record)


# --------------------------------------------------------------------------------------- rules


def test_an_amount_of_a_token_that_is_not_declared_has_no_symbol() -> None:
    assert money(amount(5), [DECLARED]) == "0.05"
    assert money(qtk(5), [DECLARED]) == "0.05 QTK"


def test_a_policy_that_limits_nothing_says_so() -> None:
    lines = list(policy_lines(ConsentPolicy()))
    assert {"  tokens: any", "  counterparties: any", "  hours: any", "  external: ALLOW", "  canSend: yes"} <= set(
        lines
    )


def test_each_part_of_a_policy_is_told() -> None:
    hours = (Hours((1, 7), 0, 90), Hours((3,), 600, 1_440))
    policy = ConsentPolicy(tokens=(TOKEN,), counterparties=(did(FIRST),), hours=hours, external=External.DENY)
    assert {
        f"  tokens: {TOKEN}",
        f"  counterparties: {did(FIRST)}",
        "  hours: Mon Sun 00:00-01:30 UTC",
        "  hours: Wed 10:00-24:00 UTC",
        "  external: DENY",
    } <= set(policy_lines(policy))


def test_limits_that_limit_nothing_say_so() -> None:
    assert list(limits_lines(Limits(), [])) == [
        "  payments in an hour: any number",
        "  tokens: any",
        "  never to: nobody",
    ]


def test_each_limit_is_told() -> None:
    one = TokenLimits(DECLARED.id, qtk(1), qtk(2), qtk(3), qtk(4))
    lines = list(limits_lines(Limits((one, TokenLimits(TOKEN)), 7, (TOKEN,)), [DECLARED]))
    assert lines[0] == (
        f"  {DECLARED.id}: 0.01 QTK a day, 0.02 QTK in 30 days, 0.03 QTK a payment, 0.04 QTK without approval"
    )
    assert lines[1:] == [f"  {TOKEN}: no limit", "  payments in an hour: 7", f"  tokens: {TOKEN}", "  never to: nobody"]


def lines_of(after: Charter, before: Charter = CHARTER) -> Iterator[str]:
    return charter_lines(before, after, [DECLARED])


def test_what_is_new_in_a_charter_is_marked() -> None:
    other = replace(wider(), threshold=3, initiator_counts=True, expiry_hours=99, amount_thresholds=())
    said = set(lines_of(other))
    assert {
        "  signatures: 3 of 4 (was 2)",
        "  larger payments need no more signatures than others",
        "  who asks for something counts as one who agrees",
        "  proposals wait 99 hours (was 72)",
    } <= said


def test_who_has_other_roles_is_marked_with_those_before() -> None:
    first = Member(did(FIRST), (Role.SIGNER, Role.ADMIN), weight=3)
    said = set(lines_of(replace(CHARTER, members=(first, *CHARTER.members[1:]))))
    assert f"  changed: {did(FIRST)} as SIGNER, ADMIN, weight 3 (was SIGNER)" in said
    assert f"  {did(BOSS)} as ADMIN, VIEWER" in said


def test_what_larger_payments_need_is_told() -> None:
    after = replace(CHARTER, amount_thresholds=(AmountThreshold(qtk(500), 3),))
    assert f"  above 5.00 QTK of {DECLARED.id}: 3 signatures" in set(lines_of(after))
    assert not any("larger payments" in line for line in lines_of(after, replace(CHARTER, amount_thresholds=())))


# -------------------------------------------------------------------------------------- checks


@pytest.mark.parametrize("name", CheckName)
@pytest.mark.parametrize("verdict", Verdict)
def test_each_check_has_its_words(name: CheckName, verdict: Verdict) -> None:
    assert check_words.line(Check(name, verdict, {"part": "x"})).startswith(f"{name}: ")
    assert check_words.VERDICTS[verdict]


def test_everything_that_is_the_nodes_word_has_its_sentence() -> None:
    assert check_words.SAID.keys() == set(Said)


@pytest.mark.parametrize("name", CheckName)
def test_why_a_check_rests_on_somebodys_word_is_a_sentence(name: CheckName) -> None:
    assert check_words.why(Check(name, Verdict.NODES_WORD, {"part": "closed", "who": "X"})).endswith(".")


@pytest.mark.parametrize(
    "problem",
    [
        Problem(Code.EVIDENCE_FORMAT, {"format": "\x1b[31m"}, "format"),
        Problem(Code.EVIDENCE_UNKNOWN_FIELD, {}, "a.\x1b[31m"),
        Problem(Code.EVIDENCE_TOO_LARGE, {"most": "1"}),
        Problem(Code.EVIDENCE_MALFORMED),
        Problem(Code.EVIDENCE_NOT_CANONICAL),
        Problem(Code.MESSAGE_INVALID, {"part": "text"}),
        Problem(Code.NOT_A_DID),
    ],
)
def test_why_a_file_is_refused_is_told_with_the_code_and_nothing_for_the_terminal(problem: Problem) -> None:
    said = check_words.refusal(problem)
    assert said.isprintable()
    assert said.endswith(f"({problem.code})")


def test_that_admins_are_closed_is_named_above_all() -> None:
    data = (FOLDER / "evidence" / "unfreeze-by-who-is-left.json").read_bytes()
    read = dossier.read_evidence(data)
    report = verify(data, Anchors(NODE, read.record.item.proposal.identity_id))
    assert report.outcome is Outcome.CONSISTENT
    assert any(did(NEWCOMER) in line and "closed" in line for line in report.lines[:3])


def test_bytes_that_are_no_text_are_no_message() -> None:
    hello = (FOLDER / "messages" / "hello.json").read_bytes()
    report = verify(hello.replace(b"Hello", b"Hell\xff"), Anchors())
    assert report.outcome is Outcome.FAILS

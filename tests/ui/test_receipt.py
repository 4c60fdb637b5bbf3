"""The receipt: made from the bytes that are signed, and plain about what only the node says."""

import json
from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.checks import CheckName, Verdict
from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyVersion
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_record import ItemRecord, TokenRecord
from qwallet_desktop.domain.matters import BatchMatter, PaymentMatter
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash, vote_message
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.item_records import Checked, Checking, OwnCheck, Reading, Said, Unread
from qwallet_desktop.state.remote import known
from qwallet_desktop.ui.receipt.check_words import name_words, said_words
from qwallet_desktop.ui.receipt.checks import CheckPart
from qwallet_desktop.ui.receipt.message import in_groups, pretty
from qwallet_desktop.ui.receipt.receipt import HASH, JSON, WORDS, Receipt
from qwallet_desktop.ui.receipt.ticking import MINUTE, next_tick
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, NODE, NOW, STRANGER, TOKENS
from tests.helpers.records import checks, shown
from tests.ui.builders import QTK

NUMBERS = NumberStyle()
EVIL = told.item(20, told.paying(LEO, 2_500, "to Leo\u202eoeL ot\u200b\u00a0x"))


def view_of(item: Item = told.MINE, **changes: object) -> ReceiptView:
    receipt = ReceiptView(item, shown(item), signer=ACME, identities=EVERYONE, tokens=TOKENS, node_id=NODE)
    return replace(receipt, **changes)  # type: ignore[arg-type]  # names of the view's fields


@pytest.fixture
def receipt(qtbot: QtBot) -> Receipt:
    made = Receipt(NUMBERS)
    qtbot.addWidget(made)
    made.resize(420, 1_200)
    made.draw(view_of(), NOW)
    made.show()
    return made


def go_to(receipt: Receipt, key: str) -> None:
    receipt.tabs.set_current(key)
    receipt.tabs.chosen.emit(key)


def words_on(widget: QWidget) -> str:
    # Qt shows what was added to what is seen in the loop's next turn.
    QApplication.processEvents()
    return "\n".join(text.text() for text in widget.findChildren(PlainText) if text.isVisibleTo(widget))


# The message


def test_the_message_that_is_shown_is_that_which_is_signed() -> None:
    head, body = pretty(view_of().message).split("{", 1)
    assert head == f"qwallet/multisig/v1\n{NODE}\n"
    signed = vote_message(told.MINE, ACME, Choice.SIGN, "", NODE).decode()
    assert json.loads("{" + body) == json.loads(signed.split("\n", 2)[2])


def test_a_copy_is_the_exact_message(receipt: Receipt) -> None:
    go_to(receipt, JSON)
    receipt.json.copy_button.click()
    assert QGuiApplication.clipboard().text() == view_of().message.decode()


def test_what_one_does_not_see_stands_in_the_message_as_an_escape() -> None:
    text = pretty(view_of(EVIL).message)
    assert '"to Leo\\u202eoeL ot\\u200b\\u00a0x"' in text
    assert json.loads("{" + text.split("{", 1)[1])["matter"]["memo"] == "to Leo\u202eoeL ot\u200b\u00a0x"


def test_where_nobody_here_may_sign_the_proposals_message_is_shown() -> None:
    nobody = view_of(signer=IdentityId(""))
    assert nobody.message == vote_message(told.MINE, ACME, Choice.SIGN, "", NODE)


def test_before_any_node_is_known_there_is_no_message(receipt: Receipt) -> None:
    receipt.draw(view_of(node_id=None), NOW)
    go_to(receipt, HASH)
    go_to(receipt, JSON)
    assert not receipt.json.text.toPlainText()


def test_the_hash_is_in_groups_for_reading_it_out(receipt: Receipt) -> None:
    go_to(receipt, HASH)
    hashed = proposal_hash(told.MINE.proposal, NODE)
    assert in_groups(hashed) in words_on(receipt.hash)
    assert in_groups(NODE) in words_on(receipt.hash)


def test_an_id_keeps_what_stands_before_its_colon_in_one() -> None:
    assert in_groups("did:key:z6Mkabcd12") == "did:key: z6Mk abcd 12"


def test_a_second_signature_has_a_hash_of_its_own(receipt: Receipt) -> None:
    go_to(receipt, HASH)
    same = receipt.hash.own.isHidden()
    receipt.draw(view_of(told.TWICE, signer=MARA), NOW)
    go_to(receipt, HASH)
    assert (same, receipt.hash.own.isHidden()) == (True, False)


def test_another_item_begins_with_its_words(receipt: Receipt) -> None:
    go_to(receipt, JSON)
    receipt.draw(view_of(told.NEW_LIMITS), NOW)
    assert receipt.tabs.current() == WORDS


def test_the_same_item_keeps_its_tab(receipt: Receipt) -> None:
    go_to(receipt, JSON)
    receipt.draw(view_of(reading=Checking()), NOW)
    assert receipt.tabs.current() == JSON


def test_arrows_go_through_the_tabs(receipt: Receipt) -> None:
    receipt.tabs.setFocus()
    QTest.keyClick(receipt.tabs, Qt.Key.Key_Right)
    assert receipt.json.isVisible()
    assert not receipt.words.isVisible()


# Words


def test_both_sides_are_named_with_their_whole_did(receipt: Receipt) -> None:
    assert (receipt.words.payer.did.value(), receipt.words.payee.did.value()) == (MARA, LEO)


def test_the_symbol_is_the_one_that_is_signed_not_the_one_that_the_node_lists(receipt: Receipt) -> None:
    lying = TOKENS.set(QTK, replace(TOKENS[QTK], symbol="EUR"))
    receipt.draw(view_of(tokens=lying), NOW)
    assert "EUR" not in words_on(receipt)


def test_amounts_of_rules_are_told_by_the_tokens_that_were_checked(receipt: Receipt) -> None:
    declared = TokenRecord(LEO, "BOAT", 2, "0" * 32)
    matter = PaymentMatter(LEO, Amount(100, 2, declared.id), "BOAT", "")
    item = told.item(21, matter)
    receipt.draw(view_of(item, reading=Checked(ItemRecord(item, tokens=(declared,)), checks())), NOW)
    assert "BOAT as issued by Leo" in words_on(receipt)


def test_a_token_that_nobody_declared_is_said_to_be_unknown(receipt: Receipt) -> None:
    receipt.draw(view_of(tokens=Map()), NOW)
    assert "The token is not known here." in words_on(receipt)


@pytest.mark.parametrize(
    ("changes", "is_word"),
    [
        ({}, True),
        ({"held": (LEO,)}, False),
        ({"booked": Map({LEO: EVERYONE.known[LEO].name})}, False),
        ({"booked": Map({LEO: "Somebody else"})}, True),
    ],
)
def test_a_name_that_only_the_node_says_is_marked(receipt: Receipt, changes: dict[str, object], is_word: bool) -> None:
    receipt.draw(view_of(told.MINE, **changes), NOW)
    assert receipt.words.payee.word.isHidden() is not is_word


def test_a_stranger_has_no_name_to_mark(receipt: Receipt) -> None:
    receipt.draw(view_of(told.item(22, told.paying(STRANGER))), NOW)
    assert receipt.words.payee.word.isHidden()


def test_the_name_of_a_group_that_its_founding_says_is_no_word_of_the_nodes() -> None:
    group = told.group_of(ACME, *told.ADMINS).known[ACME].value  # type: ignore[union-attr]  # it is loaded
    reading = Checked(ItemRecord(told.OURS, group), checks())
    named = replace(group.founding, name=EVERYONE.known[ACME].name)
    fitting = Checked(ItemRecord(told.OURS, replace(group, founding=named)), checks())
    marked = [view_of(told.OURS, reading=one).is_nodes_word(ACME) for one in (reading, fitting)]
    assert marked == [True, False]


def test_signatures_are_said_to_be_verified_once_they_are(receipt: Receipt) -> None:
    verified = [point.words for point in receipt.words.course.points()]
    receipt.draw(view_of(reading=Checking()), NOW)
    unverified = [point.words for point in receipt.words.course.points()]
    assert verified[0] == "Mara Lindqvist asked for it · signature verified"
    assert unverified[0] == "Mara Lindqvist asked for it"


def test_a_signature_that_does_not_fit_is_not_said_to_be_verified(receipt: Receipt) -> None:
    receipt.draw(view_of(reading=shown(told.MINE, CheckName.VOTES_SIGNED)), NOW)
    assert "verified" not in receipt.words.course.points()[0].words


def test_times_and_versions_of_permissions_are_marked_as_the_nodes_word(receipt: Receipt) -> None:
    words = words_on(receipt)
    assert "The node says when, and how it ended: no signature covers that." in words
    assert "Version 1, the node says" in words


def test_who_joins_is_named(receipt: Receipt) -> None:
    receipt.draw(view_of(told.item(23, told.THAW, joining=(STRANGER,))), NOW)
    assert any("has not agreed to join" in point.words for point in receipt.words.course.points())


def test_every_one_of_many_payments_is_listed_and_the_current_one_is_shown_in_full(receipt: Receipt) -> None:
    payments = (told.payment(LEO, 100, "one"), told.payment(STRANGER, 250, "two"))
    receipt.draw(view_of(told.item(24, BatchMatter(payments))), NOW)
    part = receipt.words.payments
    # A window that the system does not make the active one gives its list no focus, and so no current line.
    part.table.setCurrentIndex(part.table.model().index(0, 0))
    first = part.whole.did.value()
    QTest.keyClick(part.table, Qt.Key.Key_Down)
    assert (first, part.whole.did.value()) == (LEO, STRANGER)
    assert part.table.model().rowCount() == 2
    assert "3.50 QTK" in words_on(part)


def test_hidden_amounts_stay_hidden_in_the_totals(receipt: Receipt) -> None:
    receipt.draw(view_of(told.item(24, BatchMatter((told.payment(),))), hide_amounts=True), NOW)
    assert "25.00" not in words_on(receipt.words.payments)


def test_what_was_carried_out_names_its_transfer(receipt: Receipt) -> None:
    receipt.draw(view_of(told.MADE), NOW)
    assert "Transfer" in words_on(receipt)


def test_new_rules_are_told_whole_beside_what_the_node_says_they_change(receipt: Receipt) -> None:
    before = PolicyVersion(LEO, 0, ConsentPolicy(external=External.APPROVAL), NOW)
    receipt.draw(view_of(told.NEW_POLICY, before=before), NOW)
    words = words_on(receipt.words)
    assert words.index("What changes") < words.index("The node says what is in force now.")
    assert words.index("The node says what is in force now.") < words.index("The new permissions")


def test_new_rules_without_any_before_are_told_once(receipt: Receipt) -> None:
    receipt.draw(view_of(told.NEW_POLICY), NOW)
    assert words_on(receipt.words).count("The new permissions") == 1


def test_other_signers_are_told_against_the_charter_that_was_checked() -> None:
    group = known(told.group_of(ACME, *told.ADMINS).known.get(ACME))
    forged = known(told.group_of(ACME, told.ADMINS[0]).known.get(ACME))
    checked_ = Checked(ItemRecord(told.OURS, group), checks())
    assert view_of(told.OURS, reading=checked_, before=forged).checked_before == group
    assert view_of(told.OURS, reading=Checking(), before=forged).checked_before == forged


# Checks


@pytest.fixture
def part(qtbot: QtBot) -> CheckPart:
    made = CheckPart(NUMBERS, lambda: None)
    qtbot.addWidget(made)
    made.resize(420, 800)
    made.show()
    return made


@pytest.mark.parametrize("name", [*OwnCheck, *CheckName])
@pytest.mark.parametrize("verdict", [Verdict.FAILS, Verdict.NODES_WORD])
def test_every_check_has_its_words(name: CheckName | OwnCheck, verdict: Verdict) -> None:
    said = Said(name, verdict)
    assert name_words(name)
    assert said_words(said, EVERYONE)


def test_a_check_that_holds_needs_no_more_words() -> None:
    assert not said_words(Said(CheckName.NODE_ID, Verdict.HOLDS), EVERYONE)


def test_whose_signature_does_not_fit_is_named() -> None:
    said = Said(CheckName.VOTES_SIGNED, Verdict.FAILS, {"part": "signature", "who": LEO})
    assert said_words(said, EVERYONE).endswith("(Leo דוד محمد)")


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Checking(), "Checking every signature…"),
        (Unread(Problem(Code.NODE_UNREACHABLE)), "This could not be checked, so it can't be signed."),
        (shown(told.MINE), "All 14 checks hold."),
        (
            replace(shown(told.MINE), checks=checks(word=frozenset({CheckName.STATUS_FOLLOWS}))),
            "All 13 checks hold. 1 thing is only the node's word.",
        ),
        (
            shown(told.MINE, CheckName.NODE_ID, CheckName.IDENTITY, CheckName.TEXTS_CLEAN),
            "Don't sign this. “Made out for this node” does not hold: It was made out for another node",
        ),
    ],
)
def test_what_the_checks_came_to_is_said_in_a_line(part: CheckPart, reading: Reading, words: str) -> None:
    part.draw(view_of(reading=reading))
    assert part.words().startswith(words)


def test_a_list_that_was_closed_stays_so_until_the_next_item(part: CheckPart) -> None:
    failed = view_of(reading=shown(told.MINE, CheckName.NODE_ID))
    part.draw(failed)
    part.toggle()
    part.draw(replace(failed, hide_amounts=True))
    closed = part.list.isHidden()
    part.draw(view_of(told.NEW_LIMITS, reading=shown(told.NEW_LIMITS, CheckName.NODE_ID)))
    assert (closed, part.list.isHidden()) == (True, False)


def test_every_check_is_read_out_with_its_verdict(part: CheckPart) -> None:
    part.draw(view_of(reading=shown(told.MINE, CheckName.NODE_ID)))
    spoken = [one.accessibleName() for one in part.list.findChildren(QWidget)]
    assert "Of the identity that is named: holds." in spoken
    assert any(name.startswith("Made out for this node: fails. It was made out") for name in spoken)


# Time


def test_it_ticks_each_minute_and_at_the_end() -> None:
    assert next_tick(NOW, NOW + 10 * MINUTE) == MINUTE
    assert next_tick(NOW, NOW + MINUTE / 2) == MINUTE / 2
    assert next_tick(NOW, NOW - MINUTE) == MINUTE

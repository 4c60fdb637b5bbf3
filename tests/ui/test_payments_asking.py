"""Which payments of a list will ask others, as far as the rules are known here, and how their lines say so."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.batch_check import CheckedLine, CheckedList
from qwallet_desktop.domain.batch_lines import Line
from qwallet_desktop.domain.consent import ConsentPolicy, External
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.limits import (
    CountUse,
    LimitBook,
    Limits,
    LimitScope,
    LimitsVersion,
    LimitUse,
    TokenLimits,
)
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.ui.payments_asking import Asking
from qwallet_desktop.ui.screens.pay_many_rows import rows_of_list
from qwallet_desktop.ui.screens.pay_many_view import View
from tests.helpers import items as told
from tests.ui.builders import NOW, QTK, did, identities, identity, token

ME, OURS, THEIRS = did(1), did(2), did(77)
PEOPLE = identities(identity(1), replace(identity(2), owner=ME))


def book(above: int) -> LimitBook:
    limits = Limits((TokenLimits(QTK, approval_above=told.qtk(above)),))
    return LimitBook(LimitUse(LimitsVersion(ME, LimitScope.IDENTITY, 1, limits, NOW), (), CountUse(None, 0, 0), NOW))


def of_type(kind: IdentityType) -> Identity:
    return identity(1, kind=kind)


@pytest.mark.parametrize(
    ("asking", "recipient", "asks"),
    [
        (Asking(identity(1)), THEIRS, False),
        (Asking(identity(1), limits=book(499)), THEIRS, True),
        (Asking(identity(1), limits=book(500)), THEIRS, False),
        (Asking(identity(1), limits=book(499)), OURS, False),
        (Asking(identity(1), policy=ConsentPolicy(external=External.APPROVAL)), THEIRS, True),
        (Asking(identity(1), policy=ConsentPolicy(external=External.APPROVAL)), OURS, False),
        (Asking(of_type(IdentityType.CONSENTIDA)), OURS, True),
        (Asking(of_type(IdentityType.ENTERPRISE)), THEIRS, True),
    ],
)
def test_what_asks_is_known_before_sending(asking: Asking, recipient: object, asks: bool) -> None:
    assert asking.asks(recipient, told.qtk(500), PEOPLE) is asks  # type: ignore[arg-type]  # a DID


def test_a_member_whose_own_signature_is_enough_asks_nobody() -> None:
    charter = replace(told.founding().charter, members=told.ADMINS[1:], threshold=1, initiator_counts=True)
    asking = Asking(of_type(IdentityType.ENTERPRISE), told.INES, charter)
    assert not asking.asks(THEIRS, told.qtk(500), PEOPLE)


def test_a_line_that_needs_approval_says_so() -> None:
    view = View(identity=ME, identities=PEOPLE, asking=Asking(identity(1), limits=book(0)))
    line = CheckedLine(Line(1, THEIRS, "5.00", "QTK", ""), THEIRS, token(), told.qtk(500))
    (row,) = rows_of_list(view, CheckedList((line,)), NumberStyle())
    assert "Needs approval" in str(row)

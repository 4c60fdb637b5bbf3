"""The receipt of an item: its tabs, what its checks came to, and the kinds of things that it can say."""

from collections.abc import Callable
from dataclasses import replace

from immutables import Map
from PySide6.QtWidgets import QScrollArea, QWidget
from scene import scene
from scenes.inbox import BASE, shown

from qwallet_desktop.domain.checks import CheckName
from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyVersion
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, FreezeMatter, SignersMatter
from qwallet_desktop.domain.multisig import Item, SigningCapability
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.consent import Consent, PolicyBook
from qwallet_desktop.state.item_records import Checked, Checking, Reading, Unread
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.ui.receipt.receipt import HASH, JSON
from qwallet_desktop.ui.screens.inbox import InboxScreen
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, NOW, STRANGER
from tests.helpers.records import checked, checks, records

_PAYMENTS = tuple(
    BatchPayment(who, told.qtk(units), "QTK", memo)
    for who, units, memo in (
        (LEO, 120_000, "Wages, November"),
        (STRANGER, 98_050, "Wages, November"),
        (MARA, 7_500, "Back for the lamp oil"),
        (told.INES, 1_250_000, "Second part of the boat, as agreed in the harbour"),
        (told.OMAR, 4_200, ""),
        (LEO, 100, "Rounding"),
        (STRANGER, 55_000, "Rope"),
        (told.INES, 61_300, "Paint"),
    )
)
MANY = told.item(31, BatchMatter(_PAYMENTS), whose=ACME, initiator=LEO, approvers=(told.INES, told.OMAR), required=2)
_CHARTER = Charter((*told.ADMINS, Member(MARA, (Role.SIGNER,))), 3)
SIGNERS = told.item(
    32,
    SignersMatter(_CHARTER, 1),
    whose=ACME,
    initiator=LEO,
    approvers=(told.INES, told.OMAR),
    required=2,
    reason="Mara joins us",
    signed=(told.OMAR,),
    joining=(MARA,),
)
FREEZE = told.item(33, FreezeMatter(), whose=ACME, initiator=told.OMAR, approvers=(LEO,), reason="The laptop is gone")


def _opened(
    reading: Reading,
    then: Callable[[InboxScreen], object] | None = None,
    item: Item = told.MINE,
    **changes: object,
) -> QWidget:
    view = replace(
        BASE,
        items=told.known(*told.ALL, item),
        opened=item.proposal.item_id,
        held=(ACME,),
        records=records((item, reading)),
    )
    return shown(replace(view, **changes), then)  # type: ignore[arg-type]  # names of the view's fields


def _tab(key: str) -> Callable[[InboxScreen], object]:
    def choose(screen: InboxScreen) -> None:
        screen.detail.receipt.tabs.set_current(key)
        screen.detail.receipt.tabs.chosen.emit(key)

    return choose


def _scrolled(screen: InboxScreen) -> None:
    bar = screen.detail.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())


@scene("receipt_words", 1020, 730)
def receipt_words() -> QWidget:
    """Who agreed, under which rules, and what of it is only the node's word."""
    return _opened(checked(told.MINE), _scrolled)


@scene("receipt_json", 1020, 730)
def receipt_json() -> QWidget:
    """The exact message."""
    return _opened(checked(told.MINE), _tab(JSON))


@scene("receipt_hash", 1020, 730)
def receipt_hash() -> QWidget:
    """The hash to compare by phone."""
    return _opened(checked(told.MINE), _tab(HASH))


@scene("receipt_checking", 1020, 730)
def receipt_checking() -> QWidget:
    """It is being checked: nothing can be signed yet."""
    return _opened(Checking())


@scene("receipt_unread", 1020, 730)
def receipt_unread() -> QWidget:
    """It could not be read, so it can't be checked."""
    return _opened(Unread(Problem(Code.NODE_UNREACHABLE)))


@scene("receipt_failed", 1020, 730)
def receipt_failed() -> QWidget:
    """A check fails: the screen is red and names it, and nothing can be signed."""
    return _opened(checked(told.MINE, CheckName.TOKEN_DECLARED, CheckName.VOTES_SIGNED))


@scene("receipt_altered", 1020, 730)
def receipt_altered() -> QWidget:
    """The node shows another proposal under the same id than before."""
    items = replace(told.known(*told.ALL), altered=frozenset({told.MINE.proposal.item_id}))
    return _opened(checked(told.MINE), items=items)


@scene("receipt_how", 1020, 730)
def receipt_how() -> QWidget:
    """How to check it without this program; one fact is only the node's word."""
    word = Checked(checked(told.MINE).record, checks(word=frozenset({CheckName.APPROVERS_BY_CHARTER})))
    return _opened(word, lambda screen: screen.detail.checks.toggle())


@scene("receipt_many", 1020, 900)
def receipt_many() -> QWidget:
    """Many payments in one: each is listed, the current one in full."""
    return _opened(checked(MANY), item=MANY, held=(told.INES,))


@scene("receipt_signers", 1020, 900)
def receipt_signers() -> QWidget:
    """Other signers, against those before; who joins must sign too."""
    groups = told.group_of(ACME, *told.ADMINS)
    return _opened(checked(SIGNERS), item=SIGNERS, held=(MARA,), groups=groups)


@scene("receipt_freeze", 1020, 730)
def receipt_freeze() -> QWidget:
    """A freeze that a member asks for."""
    return _opened(checked(FREEZE), item=FREEZE, held=(LEO,))


@scene("receipt_guarded", 1020, 730)
def receipt_guarded() -> QWidget:
    """A payment of a guarded identity, which its guardian agrees to."""
    ward = replace(EVERYONE.known[MARA], type=IdentityType.CONSENTIDA)
    return _opened(checked(told.MINE), identities=replace(EVERYONE, known=EVERYONE.known.set(MARA, ward)))


@scene("receipt_unable", 1020, 730)
def receipt_unable() -> QWidget:
    """Nobody here may sign, and why."""
    refused = SigningCapability(ACME, can_sign=False, problem=Problem(Code.SIGNING_OFF), waiting=1)
    return _opened(checked(told.MINE), capabilities=Map({ACME: refused}))


@scene("receipt_chosen", 1020, 730)
def receipt_chosen() -> QWidget:
    """Several are chosen to be signed one after the other."""
    return shown(BASE, lambda screen: screen.table.choose_mine())


@scene("receipt_policy", 1020, 900)
def receipt_policy() -> QWidget:
    """Other permissions: what changes by the node's word, and all of the new ones."""
    version = PolicyVersion(LEO, 0, ConsentPolicy(external=External.APPROVAL), NOW)
    consent = Consent(Map({LEO: Loaded(PolicyBook(version), NOW)}))
    return _opened(checked(told.NEW_POLICY), item=told.NEW_POLICY, consent=consent, held=(told.INES,))


@scene("receipt_clock", 1020, 730)
def receipt_clock() -> QWidget:
    """This computer's clock is a day ahead of the node's."""
    return _opened(checked(told.MINE), offset=-86_400)


@scene("receipt_expired", 1020, 730)
def receipt_expired() -> QWidget:
    """Its time was over."""
    return _opened(checked(told.LATE), item=told.LATE)


@scene("receipt_dark_corner", 740, 520)
def receipt_dark_corner() -> QWidget:
    """A failed check in the smallest window."""
    return _opened(checked(told.MINE, CheckName.APPROVERS_BY_CHARTER))

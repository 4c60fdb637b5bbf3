"""Drawer, export, health, navigation, notices, first run, preferences: what each action does."""

from dataclasses import replace
from pathlib import Path

from immutables import Map

from qwallet_desktop.domain.audit import AuditEntry, InclusionProof
from qwallet_desktop.domain.events import IdentityChanged, TransferPosted
from qwallet_desktop.domain.ids import ItemId, Sequence, TransferId
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state import (
    audit,
    exports,
    health,
    history,
    identities,
    lock,
    navigation,
    notice,
    notifications,
    onboarding,
    preferences,
    sheets,
    successor_key,
    toast,
    tokens,
    transfers,
    wallets,
)
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lock import Phase
from qwallet_desktop.state.onboarding import Onboarding, Step
from qwallet_desktop.state.remote import known, reloading
from qwallet_desktop.state.root import State, connected, initial_state, reduce
from qwallet_desktop.state.submission import Idle, Pending
from qwallet_desktop.state.vault_commands import Hidden
from tests.state.builders import (
    ADA,
    BEN,
    EVE,
    NODE,
    NOW,
    UNREACHABLE,
    balance,
    entry,
    event,
    identity,
    posted,
    receipt,
    request,
    token,
    transfer,
)

ENTRY = entry(5)
TRANSFER_ID = ENTRY.transfer.id
PROOF = InclusionProof(TRANSFER_ID, AuditEntry(0, Sequence(5), NOW, ADA, "PAY", "00"), (), "", "")
PATH = Path("history.csv")
EXPORT = exports.ExportHistory(request(), ADA, HistoryQuery(), PATH, 10)


def inspected(phase: Phase, *, checked: bool = False) -> lock.VaultInspected:
    return lock.VaultInspected(
        phase, lock.Slot.KEYRING, words_checked=checked, has_previous=False, keyring_usable=True, held=(ADA,)
    )


def test_the_drawer_opens_on_an_entry_fetches_its_proof_and_closes() -> None:
    opened, effects = audit.reduce(audit.Drawer(), audit.SelectEntry(ENTRY))
    assert (opened.selection, effects) == (audit.Selection(ENTRY), ())
    asked, effects = audit.reduce(opened, audit.LoadProof(ENTRY.transfer.id))
    assert (asked, effects) == (opened, (audit.FetchProof(ENTRY.transfer),))
    assert audit.FetchProof(ENTRY.transfer).exclusive == "proof"
    closed = audit.reduce(opened, audit.CloseEntry())[0]
    assert closed.selection is None
    assert audit.reduce(closed, identities.SwitchIdentity(BEN))[0] is closed


def test_a_proof_is_shown_only_for_the_entry_looked_at() -> None:
    opened = audit.reduce(audit.Drawer(), audit.SelectEntry(ENTRY))[0]
    proved = audit.reduce(opened, audit.ProofLoaded(TRANSFER_ID, PROOF, holds=True))[0]
    assert proved.selection == audit.Selection(ENTRY, audit.Proved(PROOF, holds=True))
    failed = audit.reduce(opened, audit.ProofFailed(TRANSFER_ID, UNREACHABLE))[0]
    assert failed.selection == audit.Selection(ENTRY, audit.NotProved(UNREACHABLE))
    assert audit.reduce(opened, audit.ProofFailed(TransferId("tr_x"), UNREACHABLE))[0] is opened
    assert audit.reduce(audit.Drawer(), audit.ProofFailed(TRANSFER_ID, UNREACHABLE))[0] == audit.Drawer()


def test_private_notes_are_written_removed_and_kept_sealed() -> None:
    drawer = audit.reduce(audit.Drawer(), audit.NotesLoaded(Map({TRANSFER_ID: "old"})))[0]
    written, effects = audit.reduce(drawer, audit.WriteNote(TRANSFER_ID, "new"))
    assert effects == (audit.SaveNotes(Map({TRANSFER_ID: "new"})),)
    assert effects[0].exclusive == "notes"
    assert audit.reduce(written, audit.WriteNote(TRANSFER_ID, "new")) == (written, ())
    assert len(audit.reduce(written, audit.WriteNote(TRANSFER_ID, ""))[0].notes) == 0
    assert audit.reduce(drawer, audit.NotesFailed(UNREACHABLE))[0].problem == UNREACHABLE


def test_a_note_is_not_written_before_the_sealed_ones_are_known() -> None:
    assert audit.reduce(audit.Drawer(), audit.WriteNote(TRANSFER_ID, "new")) == (audit.Drawer(), ())


def test_private_notes_are_opened_with_the_vault_and_forgotten_with_it() -> None:
    drawer = audit.Drawer(notes=Map({TRANSFER_ID: "old"}), opened=True)
    assert audit.reduce(audit.Drawer(), inspected(Phase.OPEN)) == (audit.Drawer(), (audit.FetchNotes(),))
    assert audit.reduce(drawer, inspected(Phase.OPEN)) == (drawer, ())
    assert audit.reduce(drawer, inspected(Phase.LOCKED)) == (audit.Drawer(), ())


def test_an_export_advances_and_ends_only_under_its_own_id() -> None:
    begun, effects = exports.reduce(exports.NoExport(), EXPORT)
    assert (begun, effects) == (exports.Exporting(request(), PATH, 0, 10), (exports.WriteExport(EXPORT),))
    assert effects[0].exclusive == exports.StopExport(request()).exclusive
    assert exports.reduce(begun, EXPORT) == (begun, ())
    half = exports.reduce(begun, exports.ExportAdvanced(request(), 5))[0]
    assert half == exports.Exporting(request(), PATH, 5, 10)
    assert exports.reduce(begun, exports.ExportAdvanced(request(9), 5))[0] is begun
    done = exports.reduce(half, exports.ExportEnded(request(), exports.Exported(PATH, 10)))[0]
    assert done == exports.Exported(PATH, 10)
    assert exports.reduce(half, exports.ExportEnded(request(9), exports.Exported(PATH, 10)))[0] is half
    assert exports.reduce(done, exports.ForgetExport())[0] == exports.NoExport()
    assert exports.reduce(half, exports.ForgetExport())[0] is half


def test_an_export_can_be_cancelled() -> None:
    begun = exports.reduce(exports.NoExport(), EXPORT)[0]
    assert exports.reduce(begun, exports.CancelExport()) == (
        exports.NotExported(None),
        (exports.StopExport(request()),),
    )
    assert exports.reduce(exports.NoExport(), exports.CancelExport()) == (exports.NoExport(), ())


def test_pages_tabs_and_sheets() -> None:
    there = navigation.reduce(navigation.Navigation(), navigation.GoTo(navigation.Page.WALLET, navigation.Tab.SEND))[0]
    assert there.tab is navigation.Tab.SEND
    assert navigation.reduce(there, navigation.GoTo(navigation.Page.SETTINGS))[0].tab is navigation.Tab.SEND
    opened = navigation.reduce(there, navigation.OpenSheet(sheets.IssueSheet()))[0]
    closed = navigation.reduce(opened, navigation.CloseSheet())[0]
    assert (opened.sheet, closed.sheet) == (sheets.IssueSheet(), None)
    assert navigation.reduce(closed, navigation.CloseSheet())[0] is closed


def test_a_notice_for_what_i_did_and_for_what_came_in() -> None:
    reducer, none = notifications.reduce, notifications.Notifications()
    told: list[tuple[notifications.Action, notice.Notice]] = [
        (
            transfers.TransferCompleted(request(), ADA, receipt()),
            notice.PaymentSent(ADA, transfer(5)),
        ),
        (identities.IdentityAccepted(request(), identity(), created=True), notice.IdentityMade(identity())),
        (tokens.TokenAccepted(request(), ADA, token(), balance(1, 1)), notice.SupplyChanged(token())),
        (exports.ExportEnded(request(), exports.Exported(PATH, 10)), notice.FileWritten(PATH.name, 10)),
        (health.EffectCrashed("FetchTokens", "KeyError"), notice.ProgramFault("FetchTokens")),
        (preferences.PreferencesNotSaved(UNREACHABLE), notice.NotKept(UNREACHABLE)),
        (
            health.EventReceived(posted(5, ADA, Direction.IN)),
            notice.PaymentReceived(entry(5, ADA, Direction.IN)),
        ),
    ]
    for action, what in told:
        assert reducer(none, action)[0].toasts == (toast.Toast(1, what),)


def test_the_details_of_an_item_open_in_the_inbox_and_close_again() -> None:
    item_id = ItemId("ms_" + "5" * 32)
    there = navigation.reduce(navigation.Navigation(), navigation.ShowItem(item_id))[0]
    closed = navigation.reduce(there, navigation.CloseItem())[0]
    assert (there.page, there.item, closed.page, closed.item) == (
        navigation.Page.INBOX,
        item_id,
        navigation.Page.INBOX,
        None,
    )


def test_no_notice_for_what_needs_none() -> None:
    silent: list[notifications.Action] = [
        identities.IdentityAccepted(request(), identity(), created=False),
        exports.ExportEnded(request(), exports.NotExported(None)),
        health.EventReceived(posted(5, ADA, Direction.OUT)),
        health.EventReceived(event(5, ADA, IdentityChanged(identity()))),
    ]
    none = notifications.Notifications()
    assert all(notifications.reduce(none, action) == (none, ()) for action in silent)


def test_a_minted_amount_coming_in_is_no_payment_received() -> None:
    fact = posted(5, ADA, Direction.IN).fact
    assert isinstance(fact, TransferPosted)
    minted = replace(fact.entry.transfer, sender=None)
    no_sender = replace(fact, entry=replace(fact.entry, transfer=minted))
    none = notifications.Notifications()
    assert notifications.reduce(none, health.EventReceived(event(5, ADA, no_sender))) == (none, ())


def test_toasts_are_shown_once_few_at_a_time_and_dismissed() -> None:
    several = notifications.Notifications()
    for sequence in (1, 1, 2, 3, 4, 5):
        several = notifications.reduce(several, health.EventReceived(posted(sequence, ADA, Direction.IN)))[0]
    assert several.toasts == (toast.Toast(1, toast.Burst(0, ADA)),)
    left = notifications.reduce(several, notifications.DismissToast(1))[0]
    assert left.toasts == ()


def test_the_first_run_creates_step_by_step() -> None:
    steps: list[tuple[onboarding.Action, Step]] = [
        (inspected(Phase.MISSING), Step.WELCOME),
        (onboarding.GoToStep(Step.PROTECT), Step.PROTECT),
        (inspected(Phase.OPEN), Step.PROTECT),
        (identities.IdentitiesLoaded((), NOW), Step.PROTECT),
        (lock.WordsShown(Hidden("words"), (1, 2, 3)), Step.WORDS),
        (onboarding.GoToStep(Step.CHECK), Step.CHECK),
        (inspected(Phase.OPEN, checked=True), Step.NAME),
        (identities.IdentityAccepted(request(), identity(), created=True), Step.DONE),
    ]
    state = Onboarding()
    for action, step in steps:
        state = onboarding.reduce(state, action)[0]
        assert state.step is step


def test_the_first_run_restores_what_the_node_knows_or_asks_for_a_name() -> None:
    restoring = onboarding.reduce(Onboarding(Step.WELCOME), onboarding.GoToStep(Step.RESTORE))[0]
    restored = onboarding.reduce(restoring, inspected(Phase.OPEN))[0]
    assert restored.step is Step.NAME
    assert onboarding.reduce(restored, identities.IdentitiesLoaded((), NOW))[0].step is Step.NAME
    assert onboarding.reduce(restored, identities.IdentitiesLoaded((identity(),), NOW))[0] == Onboarding()


def test_a_vault_without_identities_is_asked_to_name_one() -> None:
    assert onboarding.reduce(Onboarding(), identities.IdentitiesLoaded((), NOW))[0].step is Step.NAME
    assert onboarding.reduce(Onboarding(Step.WELCOME), inspected(Phase.MISSING))[0].step is Step.WELCOME
    renamed = identities.IdentityAccepted(request(), identity(), created=False)
    assert onboarding.reduce(Onboarding(Step.NAME), renamed)[0].step is Step.NAME
    assert onboarding.reduce(Onboarding(Step.WELCOME), onboarding.LookAround())[1] == (onboarding.StartDemo(),)
    assert onboarding.reduce(Onboarding(), lock.WordsShown(Hidden("w"), ()))[0] == Onboarding()


def test_preferences_are_kept_when_they_change_and_only_then() -> None:
    plain = Preferences()
    hidden = Preferences(hide_amounts=True)
    changed, effects = preferences.reduce(plain, preferences.ChangePreferences(hidden))
    assert (changed, effects) == (hidden, (preferences.SavePreferences(hidden),))
    assert effects[0].exclusive == "preferences"
    assert preferences.reduce(hidden, preferences.ChangePreferences(hidden)) == (hidden, ())
    pinned = preferences.reduce(plain, preferences.PinIdentity(ADA, pinned=True))[0]
    assert pinned.pinned_identities == (ADA,)
    assert preferences.reduce(pinned, preferences.PinIdentity(ADA, pinned=False))[0] == plain
    assert preferences.reduce(plain, identities.SwitchIdentity(BEN))[0].active_identity == BEN
    made = identities.IdentityAccepted(request(), identity(), created=True)
    assert preferences.reduce(plain, made)[0].active_identity == ADA
    renamed = identities.IdentityAccepted(request(), identity(), created=False)
    assert preferences.reduce(plain, renamed) == (plain, ())
    assert preferences.reduce(plain, preferences.PreferencesNotSaved(UNREACHABLE)) == (plain, ())


def test_a_hidden_identity_is_remembered_until_it_is_shown_again() -> None:
    hidden, effects = preferences.reduce(Preferences(), preferences.HideIdentity(ADA, hidden=True))
    assert (hidden.hidden_identities, effects) == ((ADA,), (preferences.SavePreferences(hidden),))
    assert preferences.reduce(hidden, preferences.HideIdentity(ADA, hidden=True)) == (hidden, ())
    assert preferences.reduce(hidden, preferences.HideIdentity(ADA, hidden=False))[0] == Preferences()


def test_a_new_key_stands_where_the_old_one_stood() -> None:
    plain = Preferences(pinned_identities=(BEN, ADA), active_identity=ADA)
    renewed = preferences.reduce(plain, successor_key.KeyReplaced(ADA, identity(EVE)))[0]
    assert (renewed.pinned_identities, renewed.active_identity) == ((BEN, EVE), EVE)
    assert preferences.reduce(renewed, successor_key.KeyReplaced(ADA, identity(EVE))) == (renewed, ())


def test_a_new_key_is_held_and_its_news_followed() -> None:
    held = lock.reduce(lock.Lock(held=(ADA,)), successor_key.KeyReplaced(ADA, identity(EVE)))[0]
    assert held.held == (ADA, EVE)
    assert lock.reduce(held, successor_key.KeyReplaced(ADA, identity(EVE)))[0] is held
    _, effects = reduce(State(), successor_key.KeyReplaced(ADA, identity(EVE)))
    assert effects == reduce(State(), health.Follow())[1]


def names(effects: tuple[Effect, ...]) -> list[str]:
    return sorted(type(effect).__name__ for effect in effects)


def test_with_node_and_keys_at_hand_the_identities_are_read() -> None:
    opened = reduce(State(), inspected(Phase.OPEN))[0]
    assert not connected(opened)
    ready, effects = reduce(opened, health.NodeReady(NODE))
    assert connected(ready)
    assert names(effects) == ["FetchIdentities", "MeetNode"]


def test_with_the_identities_come_tokens_the_active_wallet_and_the_stream() -> None:
    loaded = identities.IdentitiesLoaded((identity(ADA), identity(BEN, "Ben", 2)), NOW)
    ready = reduce(initial_state(Preferences(active_identity=BEN)), health.NodeReady(NODE))[0]
    state, effects = reduce(ready, loaded)
    assert names(effects) == [
        "FetchLimits",
        "FetchNotifications",
        "FetchTokens",
        "FetchWallet",
        "RunStream",
    ]
    assert wallets.FetchWallet(BEN) in effects
    live = reduce(state, health.StreamConnected(Sequence(3)))[0]
    assert reduce(live, loaded)[1] == ()


def test_a_new_identity_is_followed_at_once() -> None:
    made = identities.IdentityAccepted(request(), identity(), created=True)
    assert names(reduce(State(), made)[1]) == ["DateNotice", "RunStream", "SavePreferences"]


def test_an_answer_that_was_never_had_is_not_known() -> None:
    assert known(None) is None
    assert reloading(None) == reloading(reloading(None))
    assert Effect().exclusive is None
    assert history.table(Map(), ADA) == history.History()


def test_who_goes_back_and_restores_makes_no_new_wallet() -> None:
    creating = onboarding.reduce(Onboarding(Step.WELCOME), onboarding.GoToStep(Step.PROTECT))[0]
    assert creating.creating
    for step in (Step.WELCOME, Step.RESTORE, Step.BACKUP):
        assert onboarding.reduce(creating, onboarding.GoToStep(step))[0] == Onboarding(step)


def test_the_first_identity_ends_the_first_run_and_its_form() -> None:
    state = State(onboarding=Onboarding(Step.NAME), identities=identities.Identities(submission=Pending(request())))
    made = reduce(state, identities.IdentityAccepted(request(), identity(), created=True))[0]
    assert (made.onboarding.step, made.identities.submission) == (Step.DONE, Idle())

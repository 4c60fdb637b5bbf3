"""Automatic copies: waited for while there is a plan and the keys are at hand, tried again after a failure."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state import notice, notifications
from qwallet_desktop.state.backups import DataReplaced
from qwallet_desktop.state.copies import (
    BackupNoted,
    ChangeCopies,
    Copies,
    CopiesNotSet,
    CopiesSet,
    CopyMade,
    CopyMissed,
    DropCopies,
    ForgetCopiesSetting,
    KeepCopies,
    PlanRead,
    ReadPlan,
    SetCopies,
    StopCopies,
    Trouble,
    TryCopy,
    reduce,
)
from qwallet_desktop.state.lock import Phase, Slot, VaultInspected
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused
from qwallet_desktop.state.toast import Burst
from qwallet_desktop.state.vault_commands import Hidden
from tests.domain.test_backups import NOON

ONE, OTHER = RequestId("one"), RequestId("other")
OFF, ON = BackupPlan(), BackupPlan(folder="/copies")
SET = SetCopies(ONE, Path("/copies"), 7, Hidden("correct horse"))
TROUBLE = Trouble(Problem(Code.FOLDER_MISSING), NOON, NOON + timedelta(hours=1))
WAITING = Copies(ON, keeping=True)


def inspected(phase: Phase = Phase.OPEN) -> VaultInspected:
    return VaultInspected(phase, Slot.KEYRING, True, True, True, ())


def test_the_plan_is_read_once_the_keys_are_at_hand() -> None:
    assert reduce(Copies(), inspected(Phase.LOCKED)) == (Copies(), ())
    assert reduce(Copies(), inspected()) == (Copies(), (ReadPlan(),))


def test_a_plan_without_a_folder_waits_for_nothing() -> None:
    assert reduce(Copies(), PlanRead(OFF, can_restore=True)) == (Copies(OFF), ())
    assert reduce(Copies(OFF), inspected()) == (Copies(OFF), ())


def test_a_plan_waits_for_the_next_copy() -> None:
    assert reduce(Copies(), PlanRead(ON, can_restore=True)) == (WAITING, (KeepCopies(ON),))


def test_a_copy_that_is_waited_for_is_not_waited_for_twice() -> None:
    assert reduce(WAITING, inspected()) == (WAITING, ())


def test_a_copy_that_was_made_is_followed_by_the_next() -> None:
    made = replace(ON, last_copy=NOON)
    assert reduce(replace(WAITING, trouble=TROUBLE), CopyMade(made)) == (
        Copies(made, keeping=True),
        (KeepCopies(made),),
    )


def test_a_copy_that_was_missed_is_tried_again() -> None:
    after, effects = reduce(WAITING, CopyMissed(TROUBLE))
    assert (after.trouble, effects) == (TROUBLE, (KeepCopies(ON, NOON),))


def test_a_locked_vault_is_tried_again_when_it_opens() -> None:
    locked = replace(TROUBLE, problem=Problem(Code.VAULT_LOCKED))
    after, effects = reduce(WAITING, CopyMissed(locked))
    assert (after.keeping, effects) == (False, ())
    assert reduce(after, inspected())[1] == (KeepCopies(ON, NOON),)


def test_a_copy_is_tried_at_once_if_there_is_a_plan() -> None:
    assert reduce(Copies(ON, trouble=TROUBLE), TryCopy())[1] == (KeepCopies(ON, at_once=True),)
    for nothing in (Copies(), Copies(OFF)):
        assert reduce(nothing, TryCopy()) == (nothing, ())


@pytest.mark.parametrize("command", [SET, StopCopies(ONE)])
def test_a_change_is_asked_for_once(command: SetCopies | StopCopies) -> None:
    after, effects = reduce(Copies(OFF), command)
    assert (after.setting, effects) == (Pending(ONE), (ChangeCopies(command),))
    assert reduce(after, StopCopies(OTHER)) == (after, ())


def test_a_new_plan_is_waited_for() -> None:
    before = Copies(OFF, trouble=TROUBLE, setting=Pending(ONE))
    after, effects = reduce(before, CopiesSet(ONE, ON))
    assert (after, effects) == (Copies(ON, keeping=True, setting=Accepted(ONE)), (KeepCopies(ON),))


def test_copies_that_were_turned_off_are_waited_for_no_more() -> None:
    after, effects = reduce(replace(WAITING, setting=Pending(ONE)), CopiesSet(ONE, OFF))
    assert (after, effects) == (Copies(OFF, setting=Accepted(ONE)), (DropCopies(),))


def test_a_refused_change_leaves_the_plan() -> None:
    after, effects = reduce(replace(WAITING, setting=Pending(ONE)), CopiesNotSet(ONE, TROUBLE.problem))
    assert (after, effects) == (replace(WAITING, setting=Refused(ONE, TROUBLE.problem)), ())


@pytest.mark.parametrize("answer", [CopiesSet(OTHER, OFF), CopiesNotSet(OTHER, TROUBLE.problem)])
def test_a_late_answer_changes_nothing(answer: CopiesSet | CopiesNotSet) -> None:
    assert reduce(WAITING, answer) == (WAITING, ())


def test_what_became_of_a_change_is_forgotten_when_it_was_seen() -> None:
    refused = replace(WAITING, setting=Refused(ONE, TROUBLE.problem))
    assert reduce(refused, ForgetCopiesSetting())[0].setting == Idle()
    asked = replace(WAITING, setting=Pending(ONE))
    assert reduce(asked, ForgetCopiesSetting()) == (asked, ())


def test_a_backup_by_hand_is_noted() -> None:
    noted = replace(ON, last_made=NOON)
    assert reduce(WAITING, BackupNoted(noted)) == (Copies(noted, keeping=True), ())


def test_copies_take_one_place() -> None:
    assert KeepCopies(ON).exclusive == DropCopies().exclusive != ChangeCopies(SET).exclusive


def noticed(action: notifications.Action) -> list[notice.Notice | Burst]:
    return [toast.notice for toast in notifications.reduce(notifications.Notifications(), action)[0].toasts]


def test_a_missed_copy_is_noticed_unless_the_vault_was_only_locked() -> None:
    assert noticed(CopyMissed(TROUBLE)) == [notice.NoCopy(TROUBLE.problem)]
    assert noticed(CopyMissed(replace(TROUBLE, problem=Problem(Code.VAULT_LOCKED)))) == []


def test_a_restore_is_noticed_with_where_the_old_data_are() -> None:
    assert noticed(DataReplaced("/data/replaced")) == [notice.BackupRestored("/data/replaced")]

"""What one transaction left is known to the next, and to no other: the database has the last word."""

from sqlalchemy import Connection, event, text

from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.known import MOST_KNOWN, Known
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Writer
from tests.helpers.logs import LogCollector
from tests.node.builders import Bank, accepted, ask, code, command, fresh_request_id, person, register


def questions(bank: Bank) -> list[str]:
    """Collect the questions that are asked from now on."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT ") and " FROM " in statement.replace("\n", " "):
            asked.append(statement)

    event.listen(bank.node.engine, "before_cursor_execute", note)
    return asked


def test_only_the_head_and_the_request_ids_are_read_again(bank: Bank) -> None:
    bank.pay("1")
    asked = questions(bank)

    bank.pay("1")

    assert [question.split("FROM ")[1].split()[0] for question in asked] == ["log_head", "requests"]


def test_a_payment_that_was_not_committed_was_not_made(bank: Bank, expected_logs: LogCollector) -> None:
    bank.pay("1")

    def fail(_connection: object) -> None:
        message = "the disk is gone"
        raise OSError(message)

    event.listen(bank.node.engine, "commit", fail)
    unmade = bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "600", ""))).result(30)
    event.remove(bank.node.engine, "commit", fail)

    assert len(expected_logs.records) == 1
    assert (unmade.status, bank.pay("999").status, code(bank.pay("1"))) == (500, 201, "INSUFFICIENT_FUNDS")


def test_what_another_writer_spent_is_gone(bank: Bank) -> None:
    bank.pay("1")
    other = Writer(bank.node.engine, bank.node.around)
    spent = other.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "600", ""))).result(30)
    other.close()

    assert (spent.status, code(bank.pay("600"))) == (201, "INSUFFICIENT_FUNDS")


def test_what_a_job_changed_is_read_again(bank: Bank) -> None:
    bank.pay("1")

    def freeze(connection: Connection) -> None:
        connection.execute(text("UPDATE identities SET status = 'FROZEN' WHERE id = :id"), {"id": bank.ann.id})

    bank.node.writer.run(freeze).result(30)

    assert code(bank.pay("1")) == "SENDER_FROZEN"


def test_a_stranger_who_registers_is_no_stranger_any_more(bank: Bank) -> None:
    cleo = person("Cleo")
    refused = ask(bank.node, bank.ann, Pay(cleo.id, bank.qtk, "1", ""))

    register(bank.node, cleo)

    paid = ask(bank.node, bank.ann, Pay(cleo.id, bank.qtk, "1", ""), fresh_request_id())
    assert (code(refused), paid.status) == ("RECIPIENT_UNKNOWN", 201)


def test_no_more_is_kept_than_there_is_room_for() -> None:
    known = Known(head={"events": 1}, identities=dict.fromkeys(map(str, range(MOST_KNOWN + 1))))

    known.begin({"events": 1})

    assert known.identities == {}


def enterprise(bank: Bank) -> IdentityId:
    """Found a group for which Ann pays alone, and give it something."""
    member = Member(bank.ann.id, (Role.SIGNER, Role.INITIATOR, Role.ADMIN))
    charter = Charter((member,), 1, initiator_counts=True)
    founding = Founding(IdentityType.ENTERPRISE, "Bakery", charter, bank.ann.id, bank.node.node_id, "0a" * 16)
    signature = FoundingSignature(bank.ann.id, bank.ann.sign(founding.message()).hex())
    accepted(ask(bank.node, bank.ann, Found(founding, (signature,))))
    accepted(bank.pay("100", recipient=founding.group_id))
    return founding.group_id


def test_a_groups_charter_is_not_read_for_each_payment(bank: Bank) -> None:
    group = enterprise(bank)
    accepted(bank.pay("1", sender=group))
    asked = questions(bank)

    accepted(bank.pay("1", sender=group))

    assert [question.split("FROM ")[1].split()[0] for question in asked] == ["log_head", "requests"]


def test_a_charter_that_another_writer_changed_is_read_again(bank: Bank) -> None:
    group = enterprise(bank)
    accepted(bank.pay("1", sender=group))

    def forget(connection: Connection) -> None:
        changed = {"yes": '"initiatorCounts":true', "no": '"initiatorCounts":false'}
        connection.execute(text("UPDATE charters SET charter = replace(charter, :yes, :no)"), changed)

    bank.node.writer.run(forget).result(30)

    assert bank.pay("1", sender=group).status == 202

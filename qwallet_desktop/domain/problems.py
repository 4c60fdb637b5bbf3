"""The tree of named refusals: every code that a node or a desktop can give, with its HTTP status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from qwallet_desktop.domain.problem_status import STATUS


class Code(StrEnum):
    """A stable name for one reason to refuse (`code` of RFC 9457 problems)."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name

    # The form of what was sent
    MALFORMED = auto()
    BODY_TOO_LARGE = auto()
    NOT_FOUND = auto()
    METHOD_NOT_ALLOWED = auto()
    # Who asks
    SIGNATURE_MISSING = auto()
    SIGNATURE_INVALID = auto()
    SIGNATURE_EXPIRED = auto()
    SIGNATURE_REPLAYED = auto()
    WRONG_NODE = auto()
    GRANT_INVALID = auto()
    GRANT_EXPIRED = auto()
    REGISTRATION_REFUSED = auto()
    INVITATION_INVALID = auto()
    INVITATION_USED = auto()
    INVITATION_EXPIRED = auto()
    NOT_PERMITTED = auto()
    # Idempotency
    IDEMPOTENCY_KEY_MISSING = auto()
    IDEMPOTENCY_MISMATCH = auto()
    # Identities
    IDENTITY_EXISTS = auto()
    IDENTITY_UNKNOWN = auto()
    IDENTITY_FROZEN = auto()
    IDENTITY_CLOSED = auto()
    NOT_A_DID = auto()
    NAME_INVALID = auto()
    LINK_INVALID = auto()
    STATUS_UNCHANGED = auto()
    GUARDIAN_MISSING = auto()
    AID_INVALID = auto()
    HAS_DEPENDENTS = auto()
    CLOSE_NEEDS_SWEEP = auto()
    SUCCESSOR_INVALID = auto()
    # Groups
    FOUNDING_INVALID = auto()
    FOUNDING_UNSIGNED = auto()
    TOO_MANY_MEMBERS = auto()
    MEMBER_UNKNOWN = auto()
    MEMBER_NOT_SINGLE = auto()
    MEMBER_TWICE = auto()
    ROLE_MISSING = auto()
    SIGNER_MISSING = auto()
    ADMIN_MISSING = auto()
    WEIGHT_INVALID = auto()
    THRESHOLD_INVALID = auto()
    EXPIRY_INVALID = auto()
    AMOUNT_THRESHOLD_INVALID = auto()
    CHARTER_UNCHANGED = auto()
    LAST_ADMIN = auto()
    GOVERNANCE_NOT_READY = auto()
    # Tokens
    TOKEN_EXISTS = auto()
    TOKEN_UNKNOWN = auto()
    TOKEN_INVALID = auto()
    NOT_THE_ISSUER = auto()
    # Amounts
    AMOUNT_EMPTY = auto()
    AMOUNT_NOT_A_NUMBER = auto()
    AMOUNT_ZERO = auto()
    AMOUNT_NEGATIVE = auto()
    AMOUNT_TOO_PRECISE = auto()
    AMOUNT_TOO_LARGE = auto()
    # Transfers
    RECIPIENT_EMPTY = auto()
    RECIPIENT_UNKNOWN = auto()
    RECIPIENT_FROZEN = auto()
    SELF_TRANSFER = auto()
    SENDER_FROZEN = auto()
    INSUFFICIENT_FUNDS = auto()
    MEMO_INVALID = auto()
    TOO_MANY_PAYMENTS = auto()
    TRANSFER_UNKNOWN = auto()
    # What rules say against a payment
    SENDING_OFF = auto()
    TOKEN_NOT_ALLOWED = auto()
    COUNTERPARTY_NOT_ALLOWED = auto()
    OUTSIDE_HOURS = auto()
    EXTERNAL_OFF = auto()
    CROSS_IDENTITY_OFF = auto()
    RECIPIENT_REFUSES = auto()
    ADDRESS_RESTRICTED = auto()
    LIMIT_EXCEEDED = auto()
    TOO_MANY_PER_HOUR = auto()
    CAP_MISSING = auto()
    AID_OTHER_TOKEN = auto()
    AID_CAP_REACHED = auto()
    NO_APPROVER = auto()
    DECISION_CHANGED = auto()
    BATCH_NEEDS_APPROVAL = auto()
    # Policies and limits
    POLICY_LOCKS_OUT = auto()
    ISSUING_OFF = auto()
    HOURS_INVALID = auto()
    TOO_MANY_ENTRIES = auto()
    ENTRY_TWICE = auto()
    LIMIT_ORDER = auto()
    LIMIT_COUNT = auto()
    LIMIT_SCOPE = auto()
    LIMIT_BELOW_USE = auto()
    RULES_UNCHANGED = auto()
    VERSION_CHANGED = auto()
    # Items that wait for others to agree
    ITEM_UNKNOWN = auto()
    ITEM_DRAFT = auto()
    ITEM_EXPIRED = auto()
    ITEM_CLOSED = auto()
    ITEM_SUPERSEDED = auto()
    NOT_AN_APPROVER = auto()
    ALREADY_SIGNED = auto()
    SIGNATURE_WRONG = auto()
    SIGNING_OFF = auto()
    SIGNATURES_MISSING = auto()
    APPROVERS_TOO_FEW = auto()
    # The address book
    CONTACT_OWN = auto()
    CONTACT_EXISTS = auto()
    CONTACT_NAME_TAKEN = auto()
    TOO_MANY_CONTACTS = auto()
    CONTACT_UNKNOWN = auto()
    BOOK_DAMAGED = auto()
    # What waits for others to agree, as this desktop looks at it before it signs
    ANSWER_DIFFERS = auto()
    ITEM_DIFFERS = auto()
    ITEM_UNVERIFIED = auto()
    # The node and its database
    DATABASE_LOCKED = auto()
    DATABASE_NEWER = auto()
    DATABASE_DAMAGED = auto()
    DATABASE_UNREACHABLE = auto()
    STORAGE_FULL = auto()
    STORAGE_READ_ONLY = auto()
    OVERLOADED = auto()
    INTERNAL = auto()
    # The way between desktop and node
    NODE_UNREACHABLE = auto()
    NODE_TIMEOUT = auto()
    NODE_ANSWER_INVALID = auto()
    NODE_STARTING = auto()
    NODE_OTHER = auto()
    NODE_URL_INVALID = auto()
    NODE_URL_INSECURE = auto()
    PROGRAM_ENDED = auto()
    CIRCUIT_OPEN = auto()
    # Files on this desktop
    OPERATIONS_DAMAGED = auto()
    FILE_NOT_WRITTEN = auto()
    FILE_NOT_READ = auto()
    FILE_EXISTS = auto()
    FOLDER_MISSING = auto()
    NOT_A_BACKUP = auto()
    BACKUP_DAMAGED = auto()
    BACKUP_NEWER = auto()
    COPIES_NOT_SET_UP = auto()
    # Texts that travel by file, code or clipboard, without a network
    CODE_NOT_FOUND = auto()
    CODE_DAMAGED = auto()
    CODES_MIXED = auto()
    CODES_MISSING = auto()
    TOO_LONG_FOR_CODES = auto()
    CLIPBOARD_EMPTY = auto()
    SCREEN_NOT_SEEN = auto()
    PICTURE_INVALID = auto()
    TEXT_UNKNOWN = auto()
    EVIDENCE_FORMAT = auto()
    EVIDENCE_TOO_LARGE = auto()
    EVIDENCE_MALFORMED = auto()
    EVIDENCE_UNKNOWN_FIELD = auto()
    EVIDENCE_NOT_CANONICAL = auto()
    ITEM_UNDECIDED = auto()
    MESSAGE_TEXT_INVALID = auto()
    MESSAGE_INVALID = auto()
    SIGNED_ELSEWHERE = auto()
    SIGNED_OTHERWISE = auto()
    SIGNATURE_ALTERED = auto()
    # Keys on this desktop
    WORDS_COUNT = auto()
    WORD_UNKNOWN = auto()
    WORDS_CHECKSUM = auto()
    WORDS_DIFFER = auto()
    PASSPHRASE_WRONG = auto()
    PASSPHRASE_TOO_SHORT = auto()
    PASSPHRASES_DIFFER = auto()
    VAULT_MISSING = auto()
    VAULT_EXISTS = auto()
    VAULT_DAMAGED = auto()
    VAULT_NEWER = auto()
    VAULT_LOCKED = auto()
    KEYRING_UNAVAILABLE = auto()
    KEY_UNKNOWN = auto()
    KEY_IN_MEMORY = auto()


UNPROCESSABLE = 422
SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One named refusal and the facts that its sentence needs.

    `facts` holds plain words and numbers as text (never secrets): for example
    `{"available": "12.50", "symbol": "QTK"}`. `field` names the part of the
    input that was wrong, in the wire's camelCase, or is empty.
    """

    code: Code
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    field: str = ""

    @property
    def status(self) -> int:
        """The HTTP status that carries this problem (RFC 9457 §3.1.2)."""
        return STATUS.get(self.code, UNPROCESSABLE)

    @property
    def is_fault(self) -> bool:
        """Whether it lies with the node or the way to it, and not with what was asked."""
        return self.status >= SERVER_FAULT


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """Raised by functions whose ordinary result leaves no room for a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem


def refuse(code: Code, *, at: str = "", **facts: str) -> Refused:
    """Build the exception that carries a problem.

    Args:
        code: Why it is refused.
        at: The name of the input that was wrong, if one was.
        facts: What the sentence for a person needs.
    """
    return Refused(Problem(code, facts, at))

"""Writes every refusal as RFC 9457 problem details: code, facts, and an English title and sentence."""

from collections.abc import Mapping
from datetime import datetime

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.wire.requests import ProblemBody
from qwallet_desktop.wire.shapes import dump

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:qwallet:problem:"

DETAILS: Mapping[Code, str] = {
    Code.MALFORMED: "The request does not have the form that the API describes.",
    Code.BODY_TOO_LARGE: "The body is larger than this node reads.",
    Code.NOT_FOUND: "There is nothing at this address.",
    Code.METHOD_NOT_ALLOWED: "This address does not take this method.",
    Code.SIGNATURE_MISSING: "The request is not signed.",
    Code.SIGNATURE_INVALID: "The signature does not hold for this request.",
    Code.SIGNATURE_EXPIRED: "The signature's time is too far from this node's time.",
    Code.SIGNATURE_REPLAYED: "This signed request was sent before; sign it anew.",
    Code.WRONG_NODE: "The request was signed for another node.",
    Code.GRANT_INVALID: "No identity lets this key read.",
    Code.GRANT_EXPIRED: "A grant has expired or ends too late.",
    Code.REGISTRATION_REFUSED: "This node does not register the identity on this request's word.",
    Code.INVITATION_INVALID: "This node knows no such invitation, or it is not for this.",
    Code.INVITATION_USED: "The invitation was used already.",
    Code.INVITATION_EXPIRED: "The invitation has expired.",
    Code.NOT_PERMITTED: "The identity may not do this.",
    Code.IDEMPOTENCY_KEY_MISSING: "A write needs an Idempotency-Key header.",
    Code.IDEMPOTENCY_MISMATCH: "The Idempotency-Key was used before with another request.",
    Code.IDENTITY_EXISTS: "The identity is registered already.",
    Code.IDENTITY_UNKNOWN: "There is no such identity for you.",
    Code.IDENTITY_FROZEN: "The identity is frozen.",
    Code.IDENTITY_CLOSED: "The identity is closed.",
    Code.NOT_A_DID: "The text is not the DID of an identity.",
    Code.NAME_INVALID: "A name has 1 to {longest} visible characters.",
    Code.LINK_INVALID: "The link between the two identities does not hold.",
    Code.STATUS_UNCHANGED: "The identity has that status already.",
    Code.GUARDIAN_MISSING: "A guarded identity needs the link of its guardian.",
    Code.AID_INVALID: "An AID has one token, and neither name nor owner nor guardian; no other type has a token.",
    Code.HAS_DEPENDENTS: "Others depend on the identity: {part} of {name}.",
    Code.CLOSE_NEEDS_SWEEP: "What the identity holds has to go to another one that may have it.",
    Code.SUCCESSOR_INVALID: "The succession is not signed by the authority and the new key.",
    Code.FOUNDING_INVALID: "The founding document is wrong: {part}.",
    Code.FOUNDING_UNSIGNED: "The founding signature of {signer} is missing or wrong.",
    Code.TOO_MANY_MEMBERS: "A group has {most} members at most.",
    Code.MEMBER_UNKNOWN: "The member {member} is not registered here, or not active.",
    Code.MEMBER_NOT_SINGLE: "The member {member} is a group or an AID.",
    Code.MEMBER_TWICE: "The member {member} is there twice.",
    Code.ROLE_MISSING: "A member has at least one role, and each role once.",
    Code.SIGNER_MISSING: "A group has at least one SIGNER.",
    Code.ADMIN_MISSING: "A group has at least one ADMIN.",
    Code.WEIGHT_INVALID: "A weight is a whole number from 1 on.",
    Code.THRESHOLD_INVALID: "The threshold is not between 1 and {signers}.",
    Code.EXPIRY_INVALID: "Proposals wait between 1 and {longest} hours.",
    Code.AMOUNT_THRESHOLD_INVALID: (
        "A threshold from an amount on rises with it, above {threshold} and up to {signers}: {part} is wrong."
    ),
    Code.CHARTER_UNCHANGED: "This charter is in force already.",
    Code.LAST_ADMIN: "The identity is the last active ADMIN of {group}.",
    Code.GOVERNANCE_NOT_READY: "The members of a DAO vote on this, which this node does not offer yet.",
    Code.TOKEN_EXISTS: "The token was declared already.",
    Code.TOKEN_UNKNOWN: "There is no such token.",
    Code.TOKEN_INVALID: "The token can't be declared like this.",
    Code.NOT_THE_ISSUER: "Only the token's issuer may do this.",
    Code.AMOUNT_EMPTY: "An amount is needed.",
    Code.AMOUNT_NOT_A_NUMBER: "The amount is not a decimal number.",
    Code.AMOUNT_ZERO: "The amount is zero.",
    Code.AMOUNT_NEGATIVE: "The amount is negative.",
    Code.AMOUNT_TOO_PRECISE: "The amount has more decimals than the token.",
    Code.AMOUNT_TOO_LARGE: "The amount is larger than the ledger can hold.",
    Code.RECIPIENT_EMPTY: "A recipient is needed.",
    Code.RECIPIENT_UNKNOWN: "No identity with this DID is registered here.",
    Code.RECIPIENT_FROZEN: "The recipient can't receive now.",
    Code.SELF_TRANSFER: "Sender and recipient are the same.",
    Code.SENDER_FROZEN: "The sender is frozen.",
    Code.INSUFFICIENT_FUNDS: "Only {available} {symbol} are available.",
    Code.MEMO_INVALID: "The text is empty or longer than {longest} characters.",
    Code.TOO_MANY_PAYMENTS: "A batch holds {most} payments at most.",
    Code.SENDING_OFF: "The sender's policy does not let it pay.",
    Code.TOKEN_NOT_ALLOWED: "The sender may not pay {symbol}.",
    Code.COUNTERPARTY_NOT_ALLOWED: "The sender's policy does not let it pay this recipient.",
    Code.OUTSIDE_HOURS: "The sender's policy lets it pay at other times of the week.",
    Code.EXTERNAL_OFF: "The sender's policy does not let it pay others than its own identities and groups.",
    Code.CROSS_IDENTITY_OFF: "The sender's policy does not let it pay its own identities.",
    Code.RECIPIENT_REFUSES: "The recipient does not take this payment.",
    Code.ADDRESS_RESTRICTED: "The sender's limits rule this recipient out.",
    Code.LIMIT_EXCEEDED: "Of the limit of {limit} {symbol}, {left} are left.",
    Code.TOO_MANY_PER_HOUR: "{limit} payments may go out in an hour: {made} did, {waiting} wait.",
    Code.CAP_MISSING: "A guarded identity pays {symbol} only once it has a daily limit.",
    Code.AID_OTHER_TOKEN: "An AID takes and pays its one token.",
    Code.AID_CAP_REACHED: "An AID holds {cap} {symbol} at most.",
    Code.NO_APPROVER: "Somebody would have to agree, and nobody can.",
    Code.DECISION_CHANGED: "What was to become of the payment has changed, from {expected} to {outcome}.",
    Code.BATCH_NEEDS_APPROVAL: "A payment of the batch would have to wait for others to agree.",
    Code.TRANSFER_UNKNOWN: "There is no such transfer for you.",
    Code.ITEM_UNKNOWN: "There is no such item here.",
    Code.ITEM_DRAFT: "The item's initiator has not signed it yet.",
    Code.ITEM_EXPIRED: "The item expired at {expiresAt}.",
    Code.ITEM_CLOSED: "The item is decided already: {status}.",
    Code.ITEM_SUPERSEDED: "The rules that the item was opened under have changed.",
    Code.NOT_AN_APPROVER: "This identity is not among the item's approvers.",
    Code.ALREADY_SIGNED: "This identity has decided about the item already.",
    Code.SIGNATURE_WRONG: "The signature is not one over the message of this choice on this item.",
    Code.SIGNING_OFF: "The identity's own policy does not let it sign.",
    Code.SIGNATURES_MISSING: "{signed} of the {required} signatures that are needed are there.",
    Code.APPROVERS_TOO_FEW: "{required} approvers are needed, and {approvers} could agree.",
    Code.ISSUING_OFF: "The identity's policy does not let it issue tokens.",
    Code.POLICY_LOCKS_OUT: "Nobody could sign for the identity any more, nor turn that on again.",
    Code.HOURS_INVALID: "A weekly time names no days, or its end is not after its beginning.",
    Code.TOO_MANY_ENTRIES: "The list holds {most} entries at most.",
    Code.ENTRY_TWICE: "The list names something twice.",
    Code.LIMIT_ORDER: "The limit {lower} is above the limit {upper}.",
    Code.LIMIT_COUNT: "The number of payments is not between 1 and {most}.",
    Code.LIMIT_SCOPE: "Only a root identity without an owner has limits for its family.",
    Code.LIMIT_BELOW_USE: "{used} is used already, more than {limit}.",
    Code.RULES_UNCHANGED: "These rules are in force already.",
    Code.VERSION_CHANGED: "The change was written from version {base}; in force is version {version}.",
    Code.CONTACT_UNKNOWN: "There is no such entry in the address book.",
    Code.CONTACT_OWN: "The book's own group needs no entry: {name}.",
    Code.CONTACT_EXISTS: "The DID stands in the address book already, as {name}.",
    Code.CONTACT_NAME_TAKEN: "The name {name} is another's already.",
    Code.TOO_MANY_CONTACTS: "An address book holds {most} entries at most.",
    Code.DATABASE_LOCKED: "Another process has the ledger open.",
    Code.DATABASE_NEWER: "The ledger was written by a newer version of this program.",
    Code.DATABASE_DAMAGED: "The ledger's file is damaged.",
    Code.DATABASE_UNREACHABLE: "The node can't reach its database; try again shortly.",
    Code.STORAGE_FULL: "The disk is full; nothing was written.",
    Code.STORAGE_READ_ONLY: "The data folder can't be written.",
    Code.FILE_NOT_READ: "The file could not be read.",
    Code.FILE_NOT_WRITTEN: "The file could not be written.",
    Code.FILE_EXISTS: "There is a file of this name already; it was left as it is.",
    Code.FOLDER_MISSING: "The folder is not there.",
    Code.NOT_A_BACKUP: "The file is not a backup of this program.",
    Code.BACKUP_DAMAGED: "The backup is damaged; it is not what was written.",
    Code.BACKUP_NEWER: "The backup was written by a newer version of this program.",
    Code.PASSPHRASE_WRONG: "That is not the passphrase.",
    Code.PASSPHRASE_TOO_SHORT: "A passphrase needs at least {shortest} characters.",
    Code.VAULT_MISSING: "There are no keys in this folder.",
    Code.VAULT_DAMAGED: "The file with the keys is damaged.",
    Code.VAULT_NEWER: "The file with the keys was written by a newer version of this program.",
    Code.KEYRING_UNAVAILABLE: "The computer's keyring can't be used.",
    Code.OVERLOADED: "The node has too much to do; try again shortly.",
    Code.INTERNAL: "The node failed; its log says more.",
    Code.NODE_STARTING: "The node is starting.",
    Code.NODE_UNREACHABLE: "The node is about to stop.",
}
"""The English sentence of every code that a node gives; `{…}` stands for a fact."""


class _Facts(dict[str, str]):
    """Fills a sentence also where a fact is missing."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem_body(problem: Problem, node_time: datetime | None = None) -> ProblemBody:
    """Put a problem into its wire shape.

    Args:
        problem: What was refused, and why.
        node_time: The node's clock, where the client's seems to be off.
    """
    code = problem.code.value
    sentence = DETAILS.get(problem.code, "The request was refused.")
    return ProblemBody(
        type=TYPE_PREFIX + code.lower().replace("_", "-"),
        title=code.replace("_", " ").capitalize(),
        status=problem.status,
        detail=sentence.format_map(_Facts(problem.facts)),
        code=code,
        facts=dict(problem.facts),
        field=problem.field,
        node_time=node_time,
    )


def problem_json(problem: Problem, node_time: datetime | None = None) -> bytes:
    """Write a problem as the JSON of its wire shape."""
    return dump(problem_body(problem, node_time))

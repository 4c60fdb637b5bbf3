"""The sentences of problems with identities, groups, consent, limits, approvals and address books, as tables."""

from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.ui.sentences import PartTable, Table


class IdentitySentences:
    """The tables; the class is the context in which its texts are translated. A code is in these or in `Sentences`."""

    PLAIN: ClassVar[Table] = {
        Code.INVITATION_INVALID: QT_TR_NOOP(
            "This is no invitation that the node knows. Copy it whole: eight groups of four letters or digits."
        ),
        Code.INVITATION_USED: QT_TR_NOOP("This invitation was used already. Ask whoever runs the node for another."),
        Code.INVITATION_EXPIRED: QT_TR_NOOP("This invitation has expired. Ask whoever runs the node for another."),
        Code.GUARDIAN_MISSING: QT_TR_NOOP("A guarded identity needs a guardian. Choose one of your root identities."),
        Code.AID_INVALID: QT_TR_NOOP(
            "An anonymous identity has one token, and neither name nor owner nor guardian: these would give it away."
        ),
        Code.HAS_DEPENDENTS: QT_TR_NOOP("Others depend on this identity, so it can't be closed yet."),
        Code.CLOSE_NEEDS_SWEEP: QT_TR_NOOP(
            "This identity still holds something. Choose one of your identities to receive it, or pay it out first."
        ),
        Code.SUCCESSOR_INVALID: QT_TR_NOOP("This key can't take the identity's place. Sign with both keys again."),
        Code.FOUNDING_INVALID: QT_TR_NOOP("The founding document is not in order. Make a new one and have it signed."),
        Code.FOUNDING_UNSIGNED: QT_TR_NOOP(
            "A founding signature is missing or does not fit. Have every signer and admin sign."
        ),
        Code.TOO_MANY_MEMBERS: QT_TR_NOOP("These are more members than a group may have. Remove some."),
        Code.MEMBER_UNKNOWN: QT_TR_NOOP("A member is not registered here, or is frozen or closed. Check its DID."),
        Code.MEMBER_NOT_SINGLE: QT_TR_NOOP("Groups and anonymous identities can't be members. Choose a person's."),
        Code.MEMBER_TWICE: QT_TR_NOOP("This member is listed twice. Remove one, and give the other all of its roles."),
        Code.ROLE_MISSING: QT_TR_NOOP("Every member needs a role, and each role once. Choose at least one."),
        Code.SIGNER_MISSING: QT_TR_NOOP("A group needs somebody who signs. Make one member a signer."),
        Code.ADMIN_MISSING: QT_TR_NOOP("A group needs somebody who may freeze it. Make one member an admin."),
        Code.WEIGHT_INVALID: QT_TR_NOOP("A member's weight is a whole number from 1 on."),
        Code.THRESHOLD_INVALID: QT_TR_NOOP("At least one must sign, and not more than there are signers."),
        Code.AMOUNT_THRESHOLD_INVALID: QT_TR_NOOP(
            "Larger payments need more signatures than others, and not more than there are signers."
        ),
        Code.CHARTER_UNCHANGED: QT_TR_NOOP("These signers and rules are in force already. Change something first."),
        Code.EXPIRY_INVALID: QT_TR_NOOP("Proposals wait at least an hour, and at most thirty days."),
        Code.LAST_ADMIN: QT_TR_NOOP(
            "This identity is the last active admin of a group, which nobody could unfreeze then. "
            "Unfreeze another admin first."
        ),
        Code.GOVERNANCE_NOT_READY: QT_TR_NOOP(
            "The members of this group have to vote on it, which is not possible yet."
        ),
        Code.CONTACT_OWN: QT_TR_NOOP("This is one of your own identities. It has a name already."),
        Code.CONTACT_EXISTS: QT_TR_NOOP("The address book has a name for this DID already. Change that one."),
        Code.CONTACT_NAME_TAKEN: QT_TR_NOOP(
            "Another DID is called so already. Choose a name that can't be mistaken for it."
        ),
        Code.TOO_MANY_CONTACTS: QT_TR_NOOP("The address book is full. Remove entries that you don't use."),
        Code.CONTACT_UNKNOWN: QT_TR_NOOP("There is no such entry in this address book any more."),
        Code.BOOK_DAMAGED: QT_TR_NOOP(
            "The address book on this computer can't be read. It was set aside; import a copy or begin anew."
        ),
    }

    WITH_FACTS: ClassVar[Table] = {
        Code.HAS_DEPENDENTS: QT_TR_NOOP("“{name}” depends on this identity. See to that first."),
        Code.LAST_ADMIN: QT_TR_NOOP(
            "This identity is the last active admin of “{group}”, which nobody could act for then. "
            "Unfreeze another admin first."
        ),
        Code.THRESHOLD_INVALID: QT_TR_NOOP("At least one must sign, and at most {signers}: there are no more signers."),
        Code.TOO_MANY_MEMBERS: QT_TR_NOOP("A group has {most} members at most. Remove some."),
        Code.CONTACT_OWN: QT_TR_NOOP("This is your own identity “{name}”. It has a name already."),
        Code.CONTACT_EXISTS: QT_TR_NOOP("The address book calls this DID “{name}” already. Change that entry."),
        Code.CONTACT_NAME_TAKEN: QT_TR_NOOP(
            "Another DID is called “{name}” already. Choose a name that can't be mistaken for it."
        ),
        Code.TOO_MANY_CONTACTS: QT_TR_NOOP("The address book holds {most} entries at most. Remove some first."),
    }

    BY_PART: ClassVar[PartTable] = {
        (Code.CLOSE_NEEDS_SWEEP, "missing"): QT_TR_NOOP("Choose who takes what it has."),
        (Code.LINK_INVALID, "missing"): QT_TR_NOOP("Choose the root identity that it is to belong to."),
        (Code.MEMBER_UNKNOWN, "missing"): QT_TR_NOOP("Choose who this member is, or remove the line."),
        (Code.KEY_UNKNOWN, "signer"): QT_TR_NOOP(
            "Signers and admins sign the founding, and this one's key is not on this computer. "
            "Give it another role for now."
        ),
        (Code.SIGNER_MISSING, "here"): QT_TR_NOOP(
            "The group is founded on this computer, so at least one signer must have its key here. "
            "Make one of your own identities a signer."
        ),
        (Code.APPROVERS_TOO_FEW, "charter"): QT_TR_NOOP(
            "Nobody could ever change this again: {required} signers would have to agree, and whoever asks does not "
            "count, so that {approvers} could. Ask for fewer, or let the asker's signature count."
        ),
        (Code.ADMIN_MISSING, "here"): QT_TR_NOOP(
            "Others are asked to join by an admin, so at least one admin must have its key on this computer. "
            "Make one of your own identities an admin."
        ),
        (Code.AMOUNT_THRESHOLD_INVALID, "signatures"): QT_TR_NOOP(
            "Enter more signatures than the {threshold} that every payment needs, and at most {signers}: there are no "
            "more signers."
        ),
        (Code.AMOUNT_THRESHOLD_INVALID, "order"): QT_TR_NOOP(
            "A larger amount must need more signatures than a smaller one of the same token."
        ),
        (Code.AMOUNT_THRESHOLD_INVALID, "number"): QT_TR_NOOP("Enter how many must sign, as a whole number."),
        (Code.FOUNDING_INVALID, "admin"): QT_TR_NOOP(
            "Whoever founds the group asks the others to join, as an admin. "
            "Make an active root identity of yours an admin."
        ),
        (Code.FOUNDING_INVALID, "root"): QT_TR_NOOP(
            "One of the members must be an active root identity of yours, to found the group."
        ),
        (Code.HAS_DEPENDENTS, "owner"): QT_TR_NOOP("It still owns “{name}”. Close that one first."),
        (Code.HAS_DEPENDENTS, "guardian"): QT_TR_NOOP("It still guards “{name}”. Close that one first."),
        (Code.HAS_DEPENDENTS, "admin"): QT_TR_NOOP(
            "It is the last active admin of “{name}”, which nobody could act for any more."
        ),
        (Code.HAS_DEPENDENTS, "signer"): QT_TR_NOOP(
            "“{name}” needs its signature: without it, too few signers would be left there."
        ),
        (Code.LINK_INVALID, "SELF"): QT_TR_NOOP("An identity can't be its own owner or guardian. Choose another one."),
        (Code.LINK_INVALID, "CYCLE"): QT_TR_NOOP(
            "The one above would stand below itself then. Choose an identity that this one does not own or guard."
        ),
        (Code.LINK_INVALID, "UNKNOWN"): QT_TR_NOOP("The owner or guardian is not registered here. Choose another one."),
        (Code.LINK_INVALID, "TYPE"): QT_TR_NOOP(
            "Only a root identity can be an owner or a guardian. Choose another one."
        ),
        (Code.LINK_INVALID, "STATE"): QT_TR_NOOP(
            "The owner or guardian is frozen or closed. Unfreeze it first, or choose another one."
        ),
        (Code.LINK_INVALID, "DEPTH"): QT_TR_NOOP(
            "This identity has an owner itself, so it can't be one. Choose its owner."
        ),
        (Code.LINK_INVALID, "SIGNATURE"): QT_TR_NOOP(
            "The link does not carry both signatures, so it ties nobody. Sign it with both keys again."
        ),
        (Code.LINK_INVALID, "NOT_GUARDED"): QT_TR_NOOP(
            "A root identity has no guardian. Choose the guarded type, or leave the guardian out."
        ),
        (Code.AID_INVALID, "name"): QT_TR_NOOP("An anonymous identity has no name here: it would give it away."),
        (Code.AID_INVALID, "tokenId"): QT_TR_NOOP(
            "An anonymous identity has exactly one token, and no other identity is bound to one. Choose again."
        ),
        (Code.SUCCESSOR_INVALID, "authority"): QT_TR_NOOP(
            "Either the old key or the owner's signs for a successor. Send exactly one of the two signatures."
        ),
        (Code.SUCCESSOR_INVALID, "signature"): QT_TR_NOOP(
            "One of the two signatures for the successor does not fit. Sign with both keys again."
        ),
        (Code.FOUNDING_INVALID, "node"): QT_TR_NOOP(
            "This founding document was made for another node. Make a new one here and have it signed."
        ),
        (Code.FOUNDING_INVALID, "founder"): QT_TR_NOOP(
            "The founder must be a member of the group, and the one who sends its document."
        ),
        (Code.FOUNDING_INVALID, "signatures"): QT_TR_NOOP(
            "Somebody signed twice, or need not have signed. Send one signature of the founder and of each signer."
        ),
        (Code.FILE_NOT_READ, "encoding"): QT_TR_NOOP("This file holds no text. Save it as CSV and try again."),
        (Code.RECIPIENT_EMPTY, "did"): QT_TR_NOOP("Paste the DID that you want to give a name."),
    }

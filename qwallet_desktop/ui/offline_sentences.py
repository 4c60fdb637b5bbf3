"""The sentences of problems with what travels without a network, as tables."""

from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.ui.sentences import PartTable, Table


class OfflineSentences:
    """The tables; the class is the context in which its texts are translated."""

    PLAIN: ClassVar[Table] = {
        Code.CODE_NOT_FOUND: QT_TR_NOOP(
            "There is no QR code to be read. Show the codes whole and larger, with some white around each."
        ),
        Code.CODE_DAMAGED: QT_TR_NOOP("The code is not what was shown: parts of it were changed. Read it again."),
        Code.CODES_MIXED: QT_TR_NOOP(
            "These codes belong to another text than those that were read before. Read the missing ones, or begin anew."
        ),
        Code.CODES_MISSING: QT_TR_NOOP("Some of the codes are missing. Read those too."),
        Code.TOO_LONG_FOR_CODES: QT_TR_NOOP("This is too long for QR codes. Save it as a file."),
        Code.CLIPBOARD_EMPTY: QT_TR_NOOP("Nothing was copied that could be read: neither text nor a picture."),
        Code.SCREEN_NOT_SEEN: QT_TR_NOOP(
            "This system doesn't let programs look at the screen. Take a screenshot and paste it instead."
        ),
        Code.PICTURE_INVALID: QT_TR_NOOP("This picture is damaged, or too large to look for codes in it."),
        Code.TEXT_UNKNOWN: QT_TR_NOOP("This is not what is wanted here. Choose another file or code."),
        Code.MESSAGE_TEXT_INVALID: QT_TR_NOOP("Write what you want to sign; not more than a few pages."),
        Code.MESSAGE_INVALID: QT_TR_NOOP(
            "This is not a signed message as Qwallet writes it, or it was changed since. Ask for it again."
        ),
        Code.EVIDENCE_FORMAT: QT_TR_NOOP("This is nothing that Qwallet wrote. Choose another file or code."),
        Code.EVIDENCE_TOO_LARGE: QT_TR_NOOP("This file is too large to be what is wanted here."),
        Code.EVIDENCE_MALFORMED: QT_TR_NOOP(
            "This was changed since Qwallet wrote it, or is not whole. Ask for it again."
        ),
        Code.EVIDENCE_UNKNOWN_FIELD: QT_TR_NOOP(
            "Something was added to this that does not belong there. Don't rely on it; ask for it again."
        ),
        Code.EVIDENCE_NOT_CANONICAL: QT_TR_NOOP(
            "This is not byte for byte as Qwallet wrote it. Ask for it again, and open it as it is."
        ),
        Code.ITEM_UNDECIDED: QT_TR_NOOP(
            "There is no evidence of this: it ended before anybody had decided it, so no signature tells how."
        ),
        Code.SIGNED_ELSEWHERE: QT_TR_NOOP(
            "This signature was made for another ledger than the one that you are connected to. It means nothing here."
        ),
        Code.SIGNED_OTHERWISE: QT_TR_NOOP(
            "This signature is for something else than what is asked for here, though it has the same number. Don't "
            "deliver it; ask who sent it."
        ),
        Code.SIGNATURE_ALTERED: QT_TR_NOOP(
            "The signature does not fit: it was changed, or made by another key than it says. Ask for it again."
        ),
    }

    WITH_FACTS: ClassVar[Table] = {
        Code.CODES_MISSING: QT_TR_NOOP("{read} of {count} codes are read. Missing: {missing}."),
        Code.TOO_LONG_FOR_CODES: QT_TR_NOOP("This is too long for {most} QR codes. Save it as a file."),
        Code.PICTURE_INVALID: QT_TR_NOOP("The picture {file} is damaged, or too large to look for codes in it."),
        Code.MESSAGE_TEXT_INVALID: QT_TR_NOOP("Write what you want to sign, in up to {longest} characters."),
    }

    BY_PART: ClassVar[PartTable] = {
        (Code.TEXT_UNKNOWN, "request"): QT_TR_NOOP(
            "This is a request to sign. Open it with “Sign an offline request…” where the key is."
        ),
        (Code.TEXT_UNKNOWN, "signature"): QT_TR_NOOP(
            "This is a signature. Bring it in with “Import signature…” where the request came from."
        ),
        (Code.TEXT_UNKNOWN, "evidence"): QT_TR_NOOP(
            "This is evidence of something that is decided already. Check it with “qwallet verify”."
        ),
        (Code.TEXT_UNKNOWN, "message"): QT_TR_NOOP("This is a signed message. Look at it with “Verify a message…”."),
        (Code.TEXT_UNKNOWN, "other"): QT_TR_NOOP("This is nothing that Qwallet wrote. Choose another file or code."),
        (Code.MALFORMED, "link"): QT_TR_NOOP("This is neither a DID nor a payment request. Ask for a new one."),
        (Code.FILE_NOT_READ, "size"): QT_TR_NOOP("The file {file} is too large to be what is wanted here."),
    }

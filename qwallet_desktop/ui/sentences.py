"""The sentence of every problem, as a table: plain, with its facts, and by the part that was wrong."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.problems import Code

Table = Mapping[Code, object]
PartTable = Mapping[tuple[Code, str], object]


class Sentences:
    """The tables; the class is the context in which its texts are translated."""

    PLAIN: ClassVar[Table] = {
        Code.MALFORMED: QT_TR_NOOP("The node could not read this request. If this happens again, update Qwallet."),
        Code.BODY_TOO_LARGE: QT_TR_NOOP("This is too long to send. Shorten the text and try again."),
        Code.NOT_FOUND: QT_TR_NOOP("The node does not offer this. It may be older than this program: update it."),
        Code.METHOD_NOT_ALLOWED: QT_TR_NOOP("The node does not offer this. It may be older than this program."),
        Code.SIGNATURE_MISSING: QT_TR_NOOP("The request arrived unsigned, so nothing was done. Unlock and try again."),
        Code.SIGNATURE_INVALID: QT_TR_NOOP(
            "The signature does not fit what arrived: it was changed on the way. Nothing was done; try again."
        ),
        Code.SIGNATURE_EXPIRED: QT_TR_NOOP(
            "The request was too old when it arrived. Check this computer's clock, then try again."
        ),
        Code.SIGNATURE_REPLAYED: QT_TR_NOOP("The node had this very request before and did not do it twice."),
        Code.WRONG_NODE: QT_TR_NOOP(
            "The request was signed for another node, so this one did nothing. Restart Qwallet to connect anew."
        ),
        Code.GRANT_INVALID: QT_TR_NOOP("The node does not let this session read. Lock and unlock, then try again."),
        Code.GRANT_EXPIRED: QT_TR_NOOP(
            "This session's permission to read has run out. Lock and unlock to give it anew."
        ),
        Code.REGISTRATION_REFUSED: QT_TR_NOOP(
            "The node does not register this identity. Choose one of your identities as its owner and try again."
        ),
        Code.ANSWER_DIFFERS: QT_TR_NOOP(
            "What the node wants signed is not what you asked for. Nothing was signed, and what was held comes back."
        ),
        Code.ITEM_DIFFERS: QT_TR_NOOP(
            "This is not what you were shown, so it was not signed. Look at it again before you decide."
        ),
        Code.ITEM_UNVERIFIED: QT_TR_NOOP(
            "This did not pass every check, so it was not signed. Open it in the inbox to see which one failed, "
            "and ask who sent it."
        ),
        Code.NOT_PERMITTED: QT_TR_NOOP("This identity may not do that. Switch to one that may, such as its owner."),
        Code.IDEMPOTENCY_KEY_MISSING: QT_TR_NOOP(
            "The request came without its number, so nothing was done. If this happens again, update Qwallet."
        ),
        Code.IDEMPOTENCY_MISMATCH: QT_TR_NOOP(
            "The node knows this request's number with other contents. Look into the activity before you ask again."
        ),
        Code.IDENTITY_EXISTS: QT_TR_NOOP("This identity is registered already."),
        Code.IDENTITY_UNKNOWN: QT_TR_NOOP("There is no such identity here, or you may not see it."),
        Code.IDENTITY_FROZEN: QT_TR_NOOP("This identity is frozen. It can pay again once it is unfrozen."),
        Code.IDENTITY_CLOSED: QT_TR_NOOP("This identity is closed and takes part in no more payments."),
        Code.NOT_A_DID: QT_TR_NOOP("This is not the DID of an identity. Copy it whole, from its first “did” on."),
        Code.NAME_INVALID: QT_TR_NOOP("A name needs 1 to {longest} visible characters."),
        Code.LINK_INVALID: QT_TR_NOOP(
            "The two identities can't be linked: the owner must be an active root identity without an owner itself."
        ),
        Code.STATUS_UNCHANGED: QT_TR_NOOP("The identity is in that state already."),
        Code.TOKEN_EXISTS: QT_TR_NOOP("This token was issued already. Look for it among your balances."),
        Code.TOKEN_UNKNOWN: QT_TR_NOOP("There is no such token here. Choose one from the list."),
        Code.TOKEN_INVALID: QT_TR_NOOP("A token can't be issued like this. Check symbol, name and decimals."),
        Code.NOT_THE_ISSUER: QT_TR_NOOP("Only the identity that issued this token can do that. Switch to it first."),
        Code.AMOUNT_EMPTY: QT_TR_NOOP("Enter an amount."),
        Code.AMOUNT_NOT_A_NUMBER: QT_TR_NOOP("This is not an amount. Write it like {example}."),
        Code.AMOUNT_ZERO: QT_TR_NOOP("Enter an amount above zero."),
        Code.AMOUNT_NEGATIVE: QT_TR_NOOP("An amount can't be negative. Leave out the minus sign."),
        Code.AMOUNT_TOO_PRECISE: QT_TR_NOOP("This amount has more decimals than the token. Shorten it."),
        Code.AMOUNT_TOO_LARGE: QT_TR_NOOP("The ledger holds amounts of up to {digits} digits. Enter less."),
        Code.RECIPIENT_EMPTY: QT_TR_NOOP("Choose one of your identities, or paste the recipient's DID."),
        Code.RECIPIENT_UNKNOWN: QT_TR_NOOP("Nobody with this DID is registered here. Ask the recipient for it again."),
        Code.RECIPIENT_FROZEN: QT_TR_NOOP("The recipient is frozen or closed and can't receive payments now."),
        Code.SELF_TRANSFER: QT_TR_NOOP("That is the identity that pays. Choose another recipient."),
        Code.SENDER_FROZEN: QT_TR_NOOP("This identity is frozen. It can pay again once it is unfrozen."),
        Code.INSUFFICIENT_FUNDS: QT_TR_NOOP("This is more than can be spent now. Enter less."),
        Code.MEMO_INVALID: QT_TR_NOOP("A memo has at most {longest} characters. Shorten it."),
        Code.TOO_MANY_PAYMENTS: QT_TR_NOOP("These are too many payments for one request. Divide them."),
        Code.TRANSFER_UNKNOWN: QT_TR_NOOP("There is no such payment here, or you may not see it."),
        Code.DATABASE_LOCKED: QT_TR_NOOP(
            "Another program has this ledger open. Close the other Qwallet; this one then goes on by itself."
        ),
        Code.DATABASE_NEWER: QT_TR_NOOP(
            "This ledger was written by a newer Qwallet. Install the newer one; nothing was changed."
        ),
        Code.DATABASE_DAMAGED: QT_TR_NOOP(
            "The ledger's file is damaged and was left as it is. "
            "Restore a backup: in the settings, or by qwallet backup."
        ),
        Code.DATABASE_UNREACHABLE: QT_TR_NOOP("The node can't reach its database. Qwallet keeps trying by itself."),
        Code.STORAGE_FULL: QT_TR_NOOP("The disk is full, so nothing was written. Free some space and try again."),
        Code.STORAGE_READ_ONLY: QT_TR_NOOP(
            "The data folder can't be written, so nothing was saved. Check its permissions and try again."
        ),
        Code.OVERLOADED: QT_TR_NOOP("The node has too much to do just now. Try again in a moment."),
        Code.INTERNAL: QT_TR_NOOP("Something failed that should not. Try again; if it stays so, restart Qwallet."),
        Code.NODE_UNREACHABLE: QT_TR_NOOP("The node does not answer. Qwallet keeps trying by itself."),
        Code.NODE_TIMEOUT: QT_TR_NOOP("The node took too long to answer. Qwallet keeps trying by itself."),
        Code.NODE_ANSWER_INVALID: QT_TR_NOOP(
            "The node's answer makes no sense here. Node and program may be of different versions: update the older."
        ),
        Code.NODE_OTHER: QT_TR_NOOP(
            "Another node answers at this address than the one that your keys are known at, so nothing is asked of it. "
            "Ask whoever runs your node for its address, and start Qwallet with that as --node-url."
        ),
        Code.NODE_URL_INVALID: QT_TR_NOOP(
            "What this data folder remembers of its node can't be read. Start Qwallet with the node's address as "
            "--node-url."
        ),
        Code.NODE_URL_INSECURE: QT_TR_NOOP(
            "The address of a node on another computer must begin with https://, for everybody on the way could read "
            "along. Start Qwallet with such an address as --node-url."
        ),
        Code.NODE_STARTING: QT_TR_NOOP("The node is still starting. Try again in a moment."),
        Code.PROGRAM_ENDED: QT_TR_NOOP("Qwallet ended before the answer came."),
        Code.CIRCUIT_OPEN: QT_TR_NOOP(
            "This part of the node failed several times in a row, so Qwallet leaves it alone for a minute and then "
            "tries again by itself."
        ),
        Code.OPERATIONS_DAMAGED: QT_TR_NOOP(
            "The list of what you asked for could not be read, so nothing on it is sent by itself. It was set aside "
            "beside the vault. Look into the activity before you ask for any of it again."
        ),
        Code.FILE_NOT_WRITTEN: QT_TR_NOOP("The file could not be written. Check the folder, or choose another place."),
        Code.FILE_NOT_READ: QT_TR_NOOP("The file could not be read. Check that it is there and that you may open it."),
        Code.FILE_EXISTS: QT_TR_NOOP("There is a file of this name already. It was left as it is; choose another."),
        Code.FOLDER_MISSING: QT_TR_NOOP("The folder is not there. Connect its drive, or choose another folder."),
        Code.NOT_A_BACKUP: QT_TR_NOOP("This is not a backup of Qwallet. Choose a file that ends in .qbackup."),
        Code.BACKUP_DAMAGED: QT_TR_NOOP(
            "This backup is damaged: it is not what was written. Use an earlier one; nothing here was changed."
        ),
        Code.BACKUP_NEWER: QT_TR_NOOP(
            "This backup was written by a newer Qwallet. Install the newer one; nothing was changed."
        ),
        Code.COPIES_NOT_SET_UP: QT_TR_NOOP(
            "The passphrase of the automatic copies is not known to this wallet. Set them up again in the settings."
        ),
        Code.WORDS_COUNT: QT_TR_NOOP("A wallet has 24 words. Look for one that is missing or one too many."),
        Code.WORD_UNKNOWN: QT_TR_NOOP("One word is not on the list of recovery words. Check its spelling."),
        Code.WORDS_CHECKSUM: QT_TR_NOOP(
            "Every word exists, but they don't belong together: one is wrong, or two changed places."
        ),
        Code.WORDS_DIFFER: QT_TR_NOOP("These are not the words of this wallet. Look at your paper again."),
        Code.PASSPHRASE_WRONG: QT_TR_NOOP("That is not the passphrase. Check Caps Lock and the keyboard's language."),
        Code.PASSPHRASE_TOO_SHORT: QT_TR_NOOP("A passphrase needs at least {shortest} characters."),
        Code.PASSPHRASES_DIFFER: QT_TR_NOOP("The two passphrases differ. Type the same one twice."),
        Code.VAULT_MISSING: QT_TR_NOOP("There are no keys on this computer. Create or restore a wallet first."),
        Code.VAULT_EXISTS: QT_TR_NOOP("There is a wallet on this computer already. It was left as it is."),
        Code.VAULT_DAMAGED: QT_TR_NOOP("The file with your keys is damaged. It was left as it is."),
        Code.VAULT_NEWER: QT_TR_NOOP(
            "The file with your keys was written by a newer Qwallet. Install the newer one; nothing was changed."
        ),
        Code.VAULT_LOCKED: QT_TR_NOOP("Qwallet is locked. Unlock it and try again."),
        Code.KEYRING_UNAVAILABLE: QT_TR_NOOP(
            "This computer's keyring can't be used. Unlock it and try again, or protect your keys by a passphrase."
        ),
        Code.KEY_UNKNOWN: QT_TR_NOOP("This identity's key is not on this computer, so it can't sign here."),
        Code.KEY_IN_MEMORY: QT_TR_NOOP(
            "Qwallet begins anew after this, which would lose your anonymous identities. Close them first."
        ),
    }

    WITH_FACTS: ClassVar[Table] = {
        Code.SIGNATURE_EXPIRED: QT_TR_NOOP(
            "The request was over {longest} seconds old when it arrived. Check this computer's clock, then try again."
        ),
        Code.SENDER_FROZEN: QT_TR_NOOP("This identity is frozen (“{reason}”). It can pay again once it is unfrozen."),
        Code.INSUFFICIENT_FUNDS: QT_TR_NOOP("Only {available} {symbol} can be spent now. Enter less."),
        Code.TOO_MANY_PAYMENTS: QT_TR_NOOP(
            "These are {count} payments, and one request holds {most} at most. Divide them."
        ),
        Code.AMOUNT_TOO_PRECISE: QT_TR_NOOP("This token has {decimals} decimals. Shorten the amount."),
        Code.REGISTRATION_REFUSED: QT_TR_NOOP("This node does not register identities of type {type}."),
        Code.STORAGE_READ_ONLY: QT_TR_NOOP(
            "The folder {folder} can't be written, so nothing was saved. Check its permissions and try again."
        ),
        Code.STORAGE_FULL: QT_TR_NOOP("The disk with {folder} is full, so nothing was written. Free some space."),
        Code.FILE_NOT_WRITTEN: QT_TR_NOOP("The file {file} could not be written ({reason}). Choose another place."),
        Code.FILE_NOT_READ: QT_TR_NOOP("The file {file} could not be read ({reason})."),
        Code.FILE_EXISTS: QT_TR_NOOP("There is a file {file} already. It was left as it is; choose another name."),
        Code.FOLDER_MISSING: QT_TR_NOOP(
            "The folder {folder} is not there. Connect its drive, or choose another folder."
        ),
        Code.WORDS_COUNT: QT_TR_NOOP(
            "These are {count} words; a wallet has {expected}. Look for one that is missing or one too many."
        ),
        Code.WORD_UNKNOWN: QT_TR_NOOP("Word {position} is not on the list of recovery words. Check its spelling."),
        Code.WORDS_DIFFER: QT_TR_NOOP("Word {position} is not the one on your paper. Look again."),
    }

    BY_PART: ClassVar[PartTable] = {
        (Code.MEMO_INVALID, "reason"): QT_TR_NOOP("Give a reason of 1 to {longest} characters."),
        (Code.TOKEN_INVALID, "symbol"): QT_TR_NOOP("A symbol has 2 to 10 letters and digits; the first is a letter."),
        (Code.TOKEN_INVALID, "name"): QT_TR_NOOP("A token's name has at most {longest} characters. Shorten it."),
        (Code.TOKEN_INVALID, "decimals"): QT_TR_NOOP("A token has 0 to {most} decimals."),
        (Code.AMOUNT_TOO_PRECISE, "0"): QT_TR_NOOP("This token has no decimals. Enter a whole number."),
        (Code.AMOUNT_TOO_PRECISE, "1"): QT_TR_NOOP("This token has one decimal. Shorten the amount."),
        (Code.WORDS_COUNT, "0"): QT_TR_NOOP("Type your {expected} words, with a space between each."),
        (Code.STATUS_UNCHANGED, "FROZEN"): QT_TR_NOOP("This identity is frozen already."),
        (Code.STATUS_UNCHANGED, "ACTIVE"): QT_TR_NOOP("This identity is not frozen."),
        (Code.DATABASE_DAMAGED, "node.key"): QT_TR_NOOP(
            "The node's key file is missing or does not fit its ledger. Restore a backup: it brings back both."
        ),
        (Code.BACKUP_DAMAGED, "end"): QT_TR_NOOP(
            "This backup is not whole: its end is missing, or something was put behind it. Use an earlier one."
        ),
        (Code.BACKUP_DAMAGED, "books"): QT_TR_NOOP(
            "The ledger in this backup does not add up, so it can't be trusted. Use an earlier one."
        ),
        (Code.BACKUP_DAMAGED, "tree"): QT_TR_NOOP(
            "The audit log in this backup is not the one that its node signed, so it can't be trusted. "
            "Use an earlier one."
        ),
        (Code.BACKUP_DAMAGED, "vault"): QT_TR_NOOP(
            "The keys in this backup can't be read, so it can't be trusted. Use an earlier one."
        ),
        (Code.KEYRING_UNAVAILABLE, "none"): QT_TR_NOOP(
            "This computer has no keyring that Qwallet can use. Protect your keys by a passphrase."
        ),
        (Code.KEYRING_UNAVAILABLE, "forgets"): QT_TR_NOOP(
            "This computer's keyring does not keep what it is given. Protect your keys by a passphrase."
        ),
        (Code.KEYRING_UNAVAILABLE, "keeps"): QT_TR_NOOP(
            "This computer's keyring did not give up the old key. Unlock the keyring and try again."
        ),
        (Code.KEYRING_UNAVAILABLE, "timeout"): QT_TR_NOOP(
            "This computer's keyring did not answer. It may be asking for its password in another window."
        ),
        (Code.KEYRING_UNAVAILABLE, "waiting"): QT_TR_NOOP(
            "This computer's keyring has not answered yet. It may be asking for its password in another window; "
            "Qwallet goes on as soon as it answers."
        ),
        (Code.KEYRING_UNAVAILABLE, "missing"): QT_TR_NOOP(
            "The key to your wallet is not in this computer's keyring. Log in as the user who created the wallet."
        ),
    }

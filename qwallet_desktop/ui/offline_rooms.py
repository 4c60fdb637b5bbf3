"""Which class draws the sheets of signing without a network; each is imported when it is first needed."""

from typing import Final

from qwallet_desktop.state import sheets
from qwallet_desktop.ui.room import Later, MakeRoom, room


@Later
def _export_item() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import export_item

    return room(export_item.ExportItemDialog, export_item.select)


@Later
def _import_signature() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import import_signature

    return room(import_signature.ImportSignatureDialog, import_signature.select)


@Later
def _scan_payment() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import scan_payment

    return room(scan_payment.ScanPaymentDialog, scan_payment.select)


@Later
def _sign_request() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import sign_request

    return room(sign_request.SignRequestDialog, sign_request.select)


@Later
def _sign_message() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import sign_message

    return room(sign_message.SignMessageDialog, sign_message.select)


@Later
def _verify_message() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import verify_message

    return room(verify_message.VerifyMessageDialog, verify_message.select)


SHEETS: Final[dict[type, MakeRoom]] = {
    sheets.ExportItemSheet: _export_item,
    sheets.ImportSignatureSheet: _import_signature,
    sheets.ScanPaymentSheet: _scan_payment,
    sheets.SignRequestSheet: _sign_request,
    sheets.SignMessageSheet: _sign_message,
    sheets.VerifyMessageSheet: _verify_message,
}

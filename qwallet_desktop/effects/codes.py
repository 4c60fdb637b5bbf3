"""Reads the QR codes in a picture."""

from qwallet_desktop.domain.pictures import Picture


def codes_in(picture: Picture) -> tuple[str, ...]:
    """Return the texts of all QR codes in a picture, in no order. For a thread: it takes a while and holds no lock."""
    # Late: nobody needs it before there is a picture.
    import zxingcpp  # noqa: PLC0415

    if not picture.width or not picture.height:
        return ()
    pixels = memoryview(picture.grey).cast("B", (picture.height, picture.width))
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(dict.fromkeys(code.text for code in found if code.valid))

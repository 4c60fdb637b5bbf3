"""Colour arithmetic for the themes: contrast by WCAG 2.2 and mixing; no Qt in here."""

from typing import Final

_HEX_LENGTH: Final = 7


class NotAColourError(ValueError):
    """A text that is not of the form ``#RRGGBB``."""


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0-255) of ``#RRGGBB``.

    Raises:
        NotAColourError: if the text is not of that form.
    """
    if len(colour) != _HEX_LENGTH or not colour.startswith("#"):
        raise NotAColourError(colour)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear_channels(colour: str) -> tuple[float, float, float]:
    """Return the linear-light sRGB channels (0.0-1.0) of ``#RRGGBB`` (IEC 61966-2-1)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the sRGB transfer function


def luminance(colour: str) -> float:
    """Return the relative luminance (0.0-1.0) as WCAG 2.2 defines it."""
    red, green, blue = linear_channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Return the WCAG 2.2 contrast ratio (1.0-21.0) of two colours, in either order."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def mix(front: str, back: str, share: float) -> str:
    """Return `front` laid over `back` with the opacity `share` (0.0-1.0), as ``#RRGGBB``."""
    pairs = zip(channels(front), channels(back), strict=True)
    red, green, blue = (round(over * share + under * (1 - share)) for over, under in pairs)
    return f"#{red:02X}{green:02X}{blue:02X}"

"""The themes: readable in both, told apart by everyone, switchable while the window runs."""

import itertools
import math

import pytest
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui import fonts, theme
from qwallet_desktop.ui.colour import NotAColourError, contrast_ratio, linear_channels, luminance, mix
from qwallet_desktop.ui.icons import icon_names, icon_pixmap
from qwallet_desktop.ui.theme import ThemeName, apply_theme, current_theme, load_theme, style_sheet

THEMES: tuple[ThemeName, ...] = ("light", "dark")
SURFACES = ("surface", "surface_raised", "surface_sunken", "surface_well", "surface_overlay")
LIT = (*SURFACES, "hover", "accent_soft")
WORDS = ("text", "text_muted", "text_faint", "accent", "positive", "caution", "danger")
ON_FILL = (
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("accent_text", "accent_pressed"),
    ("danger_text", "danger"),
    ("danger_text", "danger_hover"),
    ("positive", "positive_soft"),
    ("caution", "caution_soft"),
    ("danger", "danger_soft"),
    ("accent", "accent_soft"),
    ("text", "positive_soft"),
    ("text", "caution_soft"),
    ("text", "danger_soft"),
    ("text", "accent_soft"),
    ("text", "pressed"),
    ("text_muted", "hover"),
    ("text_muted", "pressed"),
    ("surface", "text"),
)
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
VISIONS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "common": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    channels = linear_channels(colour)
    seen = [
        min(1.0, max(0.0, sum(part * channel for part, channel in zip(line, channels, strict=True))))
        for line in VISIONS[vision]
    ]
    red, green, blue = seen
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("word", WORDS)
def test_every_text_colour_is_readable_on_every_surface(name: ThemeName, surface: str, word: str) -> None:
    colours = load_theme(name).colours
    assert contrast_ratio(colours[word], colours[surface]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("word", "fill"), ON_FILL)
def test_text_is_readable_on_what_it_fills(name: ThemeName, word: str, fill: str) -> None:
    colours = load_theme(name).colours
    assert contrast_ratio(colours[word], colours[fill]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("index", range(8))
def test_an_identity_colour_is_readable_where_it_is_text(name: ThemeName, index: int) -> None:
    tokens = load_theme(name)
    grounds = [*(tokens.colours[surface] for surface in LIT), tokens.identity_soft_hex(index)]
    assert min(contrast_ratio(tokens.identity[index], ground) for ground in grounds) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("vision", VISIONS)
def test_identity_colours_differ_for_every_kind_of_eye(name: ThemeName, vision: str) -> None:
    seen = [lab(colour, vision) for colour in load_theme(name).identity]
    assert min(math.dist(first, second) for first, second in itertools.combinations(seen, 2)) >= 14


@pytest.mark.parametrize("name", THEMES)
def test_identity_colours_differ_in_lightness(name: ThemeName) -> None:
    lightness = sorted(lab(colour, "common")[0] for colour in load_theme(name).identity)
    assert min(high - low for low, high in itertools.pairwise(lightness)) >= 2


def test_both_themes_have_the_same_tokens() -> None:
    assert load_theme("light").tokens().keys() == load_theme("dark").tokens().keys()


@pytest.mark.parametrize("name", THEMES)
def test_every_placeholder_of_the_style_sheet_is_filled(name: ThemeName, qapp: QApplication) -> None:
    assert "${" not in style_sheet(load_theme(name))


def test_type_grows_with_the_users_font_size(qapp: QApplication) -> None:
    assert load_theme("light", 1.5).tokens()["type_20"] == "30"


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.8), (9.0, 2.0), (1.25, 1.25)])
def test_the_font_size_factor_is_kept_within_reason(asked: float, given: float) -> None:
    assert load_theme("dark", asked).font_scale == given


def test_switching_the_theme_recolours_a_running_program(qapp: QApplication) -> None:
    seen = []
    for name in THEMES:
        apply_theme(qapp, name)
        seen.append(qapp.palette().color(QPalette.ColorRole.Window).name().upper())
    assert seen == [load_theme(name).colours["surface"] for name in THEMES]


def test_widgets_are_told_of_a_change(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "light")
    with qtbot.waitSignal(theme.theme_hub().changed):
        apply_theme(qapp, "dark")


def test_a_chosen_theme_does_not_follow_the_system(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    theme._system_changed(qapp.styleHints().colorScheme().Light)
    assert current_theme().name == "dark"


def test_the_system_theme_follows_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp, "system")
    monkeypatch.setattr(theme, "system_theme_name", lambda _app: "dark")
    theme._system_changed(qapp.styleHints().colorScheme().Dark)
    assert current_theme().name == "dark"


def test_less_motion_makes_movements_instant(qapp: QApplication) -> None:
    apply_theme(qapp, "light", reduced_motion=True)
    assert theme.motion_ms(140) == 0


def test_motion_takes_its_time_where_it_is_wanted(qapp: QApplication) -> None:
    apply_theme(qapp, "light", reduced_motion=False)
    assert theme.motion_ms(140) == 140


def test_our_face_is_loaded_from_our_own_files(qapp: QApplication) -> None:
    assert fonts.load_faces() == "Inter"
    assert "Inter" in QFontDatabase.families()


def test_tabular_figures_survive_in_a_copy_only(qapp: QApplication) -> None:
    font = qapp.font()
    assert [tag.toString() for tag in fonts.tabular(font).featureTags()] == ["tnum"]
    assert font.featureTags() == []


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_draws_something_in_the_colour_asked_for(name: str, qapp: QApplication) -> None:
    picture = icon_pixmap(name, load_theme("light").colour("danger"), 24, 1.0).toImage()
    solid = [
        pixel for x, y in itertools.product(range(24), repeat=2) if (pixel := picture.pixelColor(x, y)).alpha() > 200
    ]
    assert solid
    assert all(pixel.red() > 150 and pixel.blue() < 100 for pixel in solid)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)


def test_contrast_does_not_depend_on_the_order() -> None:
    assert contrast_ratio("#3553CF", "#FFFFFF") == contrast_ratio("#FFFFFF", "#3553CF")


@pytest.mark.parametrize(("share", "mixed"), [(0.0, "#000000"), (1.0, "#FFFFFF"), (0.5, "#808080")])
def test_mixing_goes_from_back_to_front(share: float, mixed: str) -> None:
    assert mix("#FFFFFF", "#000000", share) == mixed


@pytest.mark.parametrize("text", ["red", "#FFF", "FFFFFF#", ""])
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(NotAColourError):
        luminance(text)

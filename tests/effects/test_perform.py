"""Every effect has one performer."""

import importlib
import pkgutil

from qwallet_desktop import effects, state
from qwallet_desktop.effects import perform
from qwallet_desktop.state.effect import Effect


def all_effects() -> set[type[Effect]]:
    for module in pkgutil.iter_modules(state.__path__):
        importlib.import_module(f"qwallet_desktop.state.{module.name}")
    return {kind for kind in Effect.__subclasses__() if kind.__module__.startswith("qwallet_desktop.")}


def test_every_effect_has_a_performer_and_no_performer_is_left_over() -> None:
    assert set(perform._PERFORMERS) == all_effects()


def test_no_effect_has_two_performers() -> None:
    modules = [importlib.import_module(f"qwallet_desktop.effects.{one.name}") for one in pkgutil.iter_modules(effects.__path__)]
    named = [effect for module in modules for effect in getattr(module, "PERFORMERS", {})]
    assert len(named) == len(set(named)) == len(perform._PERFORMERS)

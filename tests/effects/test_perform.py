"""Every effect has one performer."""

import importlib
import pkgutil
from types import ModuleType

from qwallet_desktop import effects, state
from qwallet_desktop.effects import perform
from qwallet_desktop.state.effect import Cancel, Effect


def modules_of(package: ModuleType) -> list[ModuleType]:
    return [importlib.import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)]


def all_effects() -> set[type[Effect]]:
    """Return all effects but the one that the store performs itself."""
    named = [thing for module in modules_of(state) for thing in vars(module).values() if isinstance(thing, type)]
    return {kind for kind in named if issubclass(kind, Effect)} - {Effect, Cancel}


def test_every_effect_has_a_performer_and_no_performer_is_left_over() -> None:
    assert set(perform._PERFORMERS) == all_effects()


def test_no_effect_has_two_performers() -> None:
    named = [effect for module in modules_of(effects) for effect in getattr(module, "PERFORMERS", {})]
    assert len(named) == len(set(named)) == len(perform._PERFORMERS)

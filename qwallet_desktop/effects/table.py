"""The types of a performer and of the tables that name them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.root import Action

Dispatch: TypeAlias = Callable[[Action], None]
Performer: TypeAlias = Callable[[Desk, Any, Dispatch], Awaitable[None]]
Performers: TypeAlias = Mapping[type[Effect], Performer]

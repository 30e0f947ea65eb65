"""The desk: pages and an interface over the steps of the workflow and the ledger; it computes nothing itself."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.web.app import make_app
    from gisplan.web.settings import DeskSettings

__all__ = ["DeskSettings", "make_app"]

_MODULES = {"DeskSettings": "gisplan.web.settings", "make_app": "gisplan.web.app"}


def __getattr__(name: str) -> Any:
    """Load one of the public names from its module."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)

"""Graphs of SciPy, imported in half of the time: without `scipy.linalg` and `numpy.f2py`, which they do not need."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import scipy

__all__ = ["breadth_first_order", "connected_components", "coo_array", "csr_array", "dijkstra"]

_LINALG = "scipy.sparse.linalg"
_UNUSED = ("f2py", "testing")  # SciPy copies every name of NumPy, which loads them


@contextlib.contextmanager
def _without_linalg() -> Iterator[None]:
    """Put a package with nothing but `LinearOperator` in the place of `scipy.sparse.linalg`.

    `csgraph` takes that class from it, from where others get it too when they import the whole package later.
    """
    if _LINALG in sys.modules:
        yield
        return
    package = ModuleType(_LINALG)
    package.__path__ = [str(Path(scipy.__file__).parent / "sparse" / "linalg")]
    sys.modules[_LINALG] = package
    try:
        package.__dict__["LinearOperator"] = importlib.import_module(f"{_LINALG}._interface").LinearOperator
        yield
    finally:
        del sys.modules[_LINALG]


@contextlib.contextmanager
def _without_parts_of_numpy() -> Iterator[None]:
    """Put empty modules in the place of parts of NumPy that are not loaded yet."""
    absent = [name for name in _UNUSED if f"numpy.{name}" not in sys.modules]
    for name in absent:
        setattr(np, name, ModuleType(f"numpy.{name}"))
    try:
        yield
    finally:
        for name in absent:
            delattr(np, name)


with _without_parts_of_numpy():
    from scipy.sparse import coo_array, csr_array
with contextlib.suppress(ImportError, AttributeError), _without_linalg():  # where SciPy is another, it loads all
    import scipy.sparse.csgraph
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra  # noqa: E402 - loaded above

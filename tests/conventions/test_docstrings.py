"""Every public name says what it takes, what it returns and what it raises; its examples run."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from numpydoc.docscrape import ClassDoc
from numpydoc.validate import validate

import gisplan

CHECKED = {
    "GL08",  # a docstring
    "PR01",  # every parameter is there
    "PR02",  # and no other
    "PR03",  # in the order of the signature
    "RT01",  # what is returned
    "SS03",  # the summary ends with a period
    "SS05",  # and begins with a verb in the imperative
}


def packages() -> Iterator[ModuleType]:
    yield gisplan
    for module in pkgutil.iter_modules(gisplan.__path__, "gisplan."):
        if module.ispkg:
            yield importlib.import_module(module.name)


def public_names() -> Iterator[tuple[str, object]]:
    for package in packages():
        for name in getattr(package, "__all__", ()):
            if not name.startswith("__"):
                yield f"{package.__name__}.{name}", getattr(package, name)


FUNCTIONS = sorted(name for name, value in public_names() if inspect.isfunction(value))
CLASSES = sorted(name for name, value in public_names() if inspect.isclass(value))


def load(name: str) -> type:
    package, _, attribute = name.rpartition(".")
    found: type = getattr(importlib.import_module(package), attribute)
    return found


def methods(cls: type) -> list[str]:
    own = vars(cls).items()
    return [name for name, value in own if inspect.isfunction(value) and not name.startswith("_")]


def faults(name: str) -> list[str]:
    return [f"{name}: {code} {text}" for code, text in validate(name)["errors"] if code in CHECKED]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_says_what_it_takes_and_returns(name: str) -> None:
    returns_nothing = inspect.signature(load(name)).return_annotation in (None, "None")
    assert not [f for f in faults(name) if not (returns_nothing and " RT0" in f)]


@pytest.mark.parametrize("name", CLASSES)
def test_a_public_class_describes_its_fields_and_methods(name: str) -> None:
    cls = load(name)
    assert inspect.getdoc(cls), "say what it is"
    if dataclasses.is_dataclass(cls):
        doc = ClassDoc(cls)
        described = {
            part.strip() for section in ("Parameters", "Attributes") for p in doc[section] for part in p.name.split(",")
        }
        own = vars(cls).get("__annotations__", {})  # a base class describes what is inherited
        fields = [f.name for f in dataclasses.fields(cls) if f.name in own and not f.name.startswith("_")]
        assert not [f for f in fields if f not in described], "describe these fields"
    assert not [m for m in methods(cls) if not inspect.getdoc(getattr(cls, m))], "describe these methods"

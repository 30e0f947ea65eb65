"""Fixtures for the tests of reading and writing files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.toy_county import Toy, clean_county


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A small county without a fault, for a test to change."""
    return clean_county(tmp_path)

"""Official codes, and how spreadsheets spoil them."""

from __future__ import annotations

import pytest

from gisplan.base.codes import find_damage, is_cn_code


@pytest.mark.parametrize(
    ("code", "layer", "good"),
    [
        ("610728111209", "villages", True),
        ("61072811120", "villages", False),
        ("610728111209001", "groups", True),
        ("610728111209", "groups", False),
        ("61072811120a", "villages", False),
        ("６１０７２８１１１２０９", "villages", False),
    ],
)
def test_codes_of_villages_and_groups(code: str, layer: str, good: bool) -> None:
    assert is_cn_code(code, layer) is good


@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("610728111209.0", "float"),
        ("610728111209.00", "float"),
        ("6.10728E+11", "exponent"),
        ("6.10728e11", "exponent"),
        ("6E+11", "exponent"),
        ("610728111209", None),
        ("C001610728", None),
        ("1E5", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_damage(code: str, damage: str | None) -> None:
    assert find_damage(code) == damage

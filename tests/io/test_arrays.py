"""The arrays of the reading process come back as they were saved; what is not whole is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gisplan.io.files.handover.arrays import LoadedArrays, SavedArrays

ARRAYS = {
    "numbers": np.array([1, -2, 3]),
    "shares": np.array([0.5, np.nan]),
    "flags": np.array([True, False]),
    "days": np.array(["2019-06-30", "NaT"], dtype="datetime64[D]"),
    "every other": np.arange(10, dtype=np.int32)[::2],
    "none": np.empty(0, dtype=np.float32),
}


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SavedArrays:
    monkeypatch.chdir(tmp_path)
    saved = SavedArrays("layer")
    for key, values in ARRAYS.items():
        saved.add(key, values)
    saved.add_bytes("text", [b"ab", b"", b"c"])
    return saved


def test_arrays_come_back_with_their_types(saved: SavedArrays, tmp_path: Path) -> None:
    loaded = LoadedArrays(tmp_path, "layer", saved.index)
    for key, values in ARRAYS.items():
        assert_array_equal(loaded.load(key), values)
        assert loaded.load(key).dtype == values.dtype
    assert loaded.read("text") == b"abc"
    assert "text" in loaded
    assert "other" not in loaded


def test_arrays_saved_again_replace_the_former_ones(saved: SavedArrays, tmp_path: Path) -> None:
    again = SavedArrays("layer")
    again.add("numbers", np.array([7]))
    assert (tmp_path / "layer.arrays").stat().st_size == 8
    assert LoadedArrays(tmp_path, "layer", again.index).load("numbers").tolist() == [7]


@pytest.mark.parametrize("place", [["|O", 0, 8], ["<i8", 0, 1 << 40], ["<i8", -8, 8], ["<i8", 1 << 20, 8]])
def test_what_is_no_array_of_the_file_is_refused(saved: SavedArrays, tmp_path: Path, place: list[Any]) -> None:
    with pytest.raises(ValueError, match="no such array"):
        LoadedArrays(tmp_path, "layer", {"numbers": place}).load("numbers")

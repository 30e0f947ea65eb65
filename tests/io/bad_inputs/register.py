"""Every case, and the sections of the table of bad inputs."""

from __future__ import annotations

from tests.io.bad_inputs import files, places, values

__all__ = ["MODULES", "SECTIONS"]

MODULES = (places, files, values)
SECTIONS = {
    "Geometry": range(1, 17),
    "Location": range(17, 26),
    "Files": range(26, 44),
    "Codes and texts": range(44, 56),
    "Values": range(56, 68),
}

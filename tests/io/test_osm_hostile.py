"""Hostile files of OpenStreetMap: cut, of absurd sizes, with entities; each is refused with its reason."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest

from tests.io.test_osm import toy_of
from tests.io.toy_county import Toy, only, village_rows
from tests.io.toy_osm import COUNTY, osm_text, write_osm

pytestmark = pytest.mark.usefixtures("started_readers")

HEADER = b"\x0a\x09OSMHeader"
ENTITIES = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
CROWD = {100 + k: ([1, 2], {"highway": "track"}) for k in range(1001)}


def damage(folder: Path) -> dict[str, tuple[str, bytes, str]]:
    """Files by what is wrong with them: name, content, and the code of the fault."""
    text = osm_text(COUNTY)
    whole = write_osm(folder / "whole.osm.pbf", text).read_bytes()
    plain = text.encode("utf-8")
    return {
        "a pbf that is cut": ("a.osm.pbf", whole[: len(whole) * 2 // 3], "osm-unreadable"),
        "a pbf that ends within a length": ("a.osm.pbf", whole + b"\0\0", "osm-unreadable"),
        "a tag that is too long": ("a.osm", plain.replace(b"Via", b"x" * 70_000), "osm-unreadable"),
        "two places of one node": (
            "a.osm",
            plain.replace(b"<way", b'<node id="2" lon="108.021" lat="32.5"/><way', 1),
            "osm-versions",
        ),
        "a header of two gigabytes": ("a.osm.pbf", b"\x7f\xff\xff\xff" + HEADER, "osm-unreadable"),
        "a block of two gigabytes": (
            "a.osm.pbf",
            struct.pack(">I", 17) + HEADER + b"\x18\xff\xff\xff\xff\x07" + b"\x00" * 64,
            "osm-unreadable",
        ),
        "an osm that is cut": ("a.osm", plain[: len(plain) // 2], "osm-unreadable"),
        "a gz that is cut": ("a.osm.gz", gzip.compress(plain)[:-30], "osm-unreadable"),
        "entities": ("a.osm", plain.replace(b"<osm ", ENTITIES.encode() + b"<osm ", 1), "osm-unreadable"),
        "a place off the globe": ("a.osm", plain.replace(b'lon="108', b'lon="1e99', 1), "osm-unreadable"),
        "one node on 1001 ways": ("a.osm", osm_text(CROWD).encode("utf-8"), "osm-crowd"),
        "a change file": ("a.osm", plain.replace(b"<osm ", b"<osmChange ", 1), "content-mismatch"),
        "a pbf called osm": ("a.osm", whole, "content-mismatch"),
        "an osm called pbf": ("a.osm.pbf", plain, "content-mismatch"),
        "no roads": ("a.osm", osm_text({}).encode("utf-8"), "layer-empty"),
    }


def test_every_damaged_file_is_refused_with_its_reason(tmp_path: Path) -> None:
    for number, (what, (name, content, code)) in enumerate(damage(tmp_path).items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        toy = Toy(folder).with_layer("villages", "villages.geojson", village_rows())
        faults = toy.with_layer("roads", name, content).refuse()
        assert only(faults, code).file == name, what


@pytest.mark.parametrize("ending", [".osm", ".osm.gz"])
def test_names_are_texts_like_any_other(tmp_path: Path, ending: str) -> None:
    ways = {11: ([1, 2], {"highway": "primary", "name": "=cmd()\u202e<b>&amp;"})}
    county = toy_of(tmp_path, osm_text(ways), "roads", ending=ending).read()
    assert county.roads["name"].iloc[0] == "=cmd()<b>&amp;"


def test_a_tag_with_two_values_is_neither_of_them(tmp_path: Path) -> None:
    text = osm_text(COUNTY).replace('<tag k="surface" v="asphalt"/>', '<tag k="surface" v="asphalt"/>' * 2, 1)
    assert not toy_of(tmp_path, text, "roads").read().roads["surface"].isna().any()
    second = '<tag k="surface" v="asphalt"/><tag k="surface" v="gravel"/>'
    county = toy_of(tmp_path, osm_text(COUNTY).replace('<tag k="surface" v="asphalt"/>', second, 1), "roads").read()
    fault = only(county.faults, "values-several")
    assert (fault.row, fault.field, fault.value) == (11, "surface", "asphalt ≠ gravel")
    assert county.roads["surface"].isna().tolist() == [True, False, False]

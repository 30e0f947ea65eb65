"""Andorra from its extract of OpenStreetMap: networkx agrees on its network, and the map takes seconds."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import networkx as nx
import numpy as np
import osmium

from gisplan.io import read_county
from gisplan.network import build_network

COUNTY = """[county]
code = "AD"
name = "Andorra"
crs = "EPSG:32631"
code_system = "any"

[network]
trunk_classes = ["primary", "primary_link"]

[layers.roads]
path = "andorra.osm.pbf"

[layers.villages]
path = "andorra.osm.pbf"
"""


def test_networkx_finds_the_same_network_of_andorra(shared_data: Path, tmp_path: Path) -> None:
    extract = shared_data / "andorra" / "andorra.osm.pbf"
    shutil.copy(extract, tmp_path / "andorra.osm.pbf")
    (tmp_path / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    county = read_county(tmp_path)
    roads, graph = county.roads, nx.Graph()
    taken = set(roads["segment"].astype(int))
    for way in osmium.FileProcessor(str(extract), osmium.osm.WAY):
        if way.id in taken:
            nx.add_path(graph, [node.ref for node in way.nodes])
    assert len(roads) == len(taken) == 1306
    network = build_network(roads, snap_m=10.0)
    count, part = network.components()
    assert count == nx.number_connected_components(graph)
    ours: dict[int, set[str]] = defaultdict(set)
    for road, number in zip(network.node_road.tolist(), part.tolist(), strict=True):
        ours[number].add(str(roads["segment"].iloc[road]))
    part_of = {node: k for k, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    theirs: dict[int, set[str]] = defaultdict(set)
    for segment, nodes in zip(roads["segment"], roads["nodes"], strict=True):
        theirs[part_of[int(nodes[0])]].add(str(segment))
    assert sorted(map(sorted, ours.values())) == sorted(map(sorted, theirs.values()))
    along = network.edges["road"] >= 0
    assert np.isclose(network.edges["length_m"][along].sum(), roads.length.sum())

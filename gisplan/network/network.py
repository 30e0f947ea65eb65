"""A road network: nodes, edges along roads, and junction edges between roads that touch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, Objects, ragged_arange
from gisplan.base.graphs import connected_components, coo_array
from gisplan.network.contacts import Contacts
from gisplan.network.edge_boxes import EdgeBoxes
from gisplan.network.layers import read_layers
from gisplan.network.lines import SAME_M, Lines, flatten_lines, measure_along
from gisplan.network.noding import cut_lines, find_sides, make_edges
from gisplan.network.possible_contacts import PossibleContacts, find_special, read_nodes
from gisplan.network.search.find_contacts import find_contacts

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Edges", "RoadNetwork", "build_network", "find_road_contacts"]


class Edges(Mapping[str, NDArray[Any]]):
    """The edges' columns, E long each, by the names of `_COLUMNS`; what follows from the nodes is made when needed."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._columns: dict[str, NDArray[Any]] = dict(network.ends)

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._columns:
            self._columns[name] = self._make(name)
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_COLUMNS)

    def __len__(self) -> int:
        return len(_COLUMNS)

    def _make(self, name: str) -> NDArray[Any]:
        if name == "geometry":
            return self._network.draw_edges(np.arange(len(self["u"])))
        if name not in _COLUMNS:
            raise KeyError(name)
        row = self._network.node_road[self["v" if name == "road_b" else "u"]]
        junction = np.arange(len(row)) >= len(self._network.nodes) - len(self._network.lines)
        return np.where(junction == (name != "road"), row, np.int32(-1))


_COLUMNS = ("u", "v", "length_m", "road", "road_a", "road_b", "geometry")


@dataclass(frozen=True)
class RoadNetwork:
    """Roads joined where they touch. Every metre of road lies on exactly one edge.

    Attributes
    ----------
    nodes : (N, 2) float64
        Coordinates in metres. A node lies on one road: where two roads meet there are two nodes
        and a junction edge between them.
    node_road, node_at : (N,) int32, float64
        The road of each node and its distance along it, in metres.
    node_piece : (N,) int32
        The vertex of `lines` that starts the piece on which the node lies.
    lines : Lines
        The R roads as drawn.
    crs : pyproj.CRS
        The metric CRS of the coordinates.
    ends : mapping
        `u, v, length_m` of the edges: first those along roads, then the junction edges. Read all
        columns as `network.edges["u"]`.
    """

    nodes: Floats
    node_road: Ints
    node_at: Floats
    node_piece: Ints
    lines: Lines
    crs: CRS
    ends: Mapping[str, NDArray[Any]]

    @cached_property
    def edges(self) -> Edges:
        """The columns of the E edges.

        `u, v`: node numbers; `length_m`: metres (of a junction edge, its gap); `road`: the row of the
        roads, -1 for a junction edge; `road_a, road_b`: the two rows that a junction edge connects, -1
        for an edge along a road; `geometry`: LineStrings.
        """
        return Edges(self)

    @cached_property
    def edge_coordinates(self) -> tuple[Floats, Ints]:
        """All edges' coordinates, (M, 2), and where each edge begins in them, (E + 1,)."""
        u, v = self.edges["u"], self.edges["v"]
        along, low, high = self.lines.along, self.node_piece[u] + 1, self.node_piece[v] + 1
        junction = self.edges["road"] < 0
        low = np.where(junction, 0, low)
        high = np.where(junction, 0, np.maximum(high, low))
        some = high > low
        low += some & (along[np.minimum(low, len(along) - 1)] <= self.node_at[u] + SAME_M)
        high -= (high > low) & (along[high - 1] >= self.node_at[v] - SAME_M)
        first = np.cumsum(np.r_[0, np.maximum(high - low, 0) + 2])
        coords = np.empty((first[-1], 2))
        coords[first[:-1]], coords[first[1:] - 1] = self.nodes[u], self.nodes[v]
        edge, k = ragged_arange(np.maximum(high - low, 0))
        coords[first[edge] + 1 + k] = self.lines.xy[low[edge] + k]
        return coords, first

    @cached_property
    def edge_along(self) -> Floats:
        """How far along its edge each of `edge_coordinates` lies, in metres, (M,)."""
        coords, first = self.edge_coordinates
        return measure_along(coords, first)

    @cached_property
    def edge_boxes(self) -> EdgeBoxes:
        """The boxes of the edges along roads; they come first, so that its numbers are those of the edges."""
        (coords, first), road = self.edge_coordinates, self.edges["road"]
        along = int(np.count_nonzero(road >= 0))
        return EdgeBoxes(coords, first[: along + 1], road[:along])

    def draw_edges(self, edge: Ints) -> Objects:
        """Draw some edges: of a large county, the lines of all of them would take more memory than its roads.

        Parameters
        ----------
        edge : (K,) int
            Numbers of edges, in any order.

        Returns
        -------
        (K,) object
            LineStrings.
        """
        coords, first = self.edge_coordinates
        line, number = ragged_arange(np.diff(first)[edge])
        lines: Objects = np.asarray(shapely.linestrings(coords[first[edge][line] + number], indices=line))
        return lines

    def components(self, open_roads: Mask | None = None) -> tuple[int, Ints]:
        """Count the connected parts of the network.

        Parameters
        ----------
        open_roads : (R,) bool, optional
            Only the edges of these roads and the junction edges between two of them count; every node
            of another road is a part of its own.

        Returns
        -------
        count : int
            How many parts there are.
        part : (N,) int64
            The part of each node.
        """
        road, a, b = (self.edges[name] for name in ("road", "road_a", "road_b"))
        open_ = np.ones(len(self.lines), dtype=bool) if open_roads is None else open_roads
        used = np.where(road >= 0, open_[road], open_[a] & open_[b])
        ends = self.edges["u"][used], self.edges["v"][used]
        graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(len(self.nodes),) * 2)
        count, part = connected_components(graph, directed=False)
        return int(count), part.astype(np.int64)

    def to_networkx(self) -> nx.MultiGraph:
        """Return the network as a networkx graph.

        Returns
        -------
        networkx.MultiGraph
            Nodes with `x, y`; edges, keyed by their number, with `length_m, road, road_a, road_b`; the
            graph with `crs`.
        """
        import networkx as nx  # an import that most runs can spare

        graph = nx.MultiGraph(crs=self.crs.to_string())
        graph.add_nodes_from((i, {"x": x, "y": y}) for i, (x, y) in enumerate(self.nodes.tolist()))
        names = ["length_m", "road", "road_a", "road_b"]
        rows = zip(*(self.edges[n].tolist() for n in ["u", "v", *names]), strict=True)
        graph.add_edges_from((u, v, i, dict(zip(names, r, strict=True))) for i, (u, v, *r) in enumerate(rows))
        return graph


def build_network(roads: gpd.GeoDataFrame, *, snap_m: float) -> RoadNetwork:
    """Build the network of roads that are joined wherever they touch; nothing moves.

    Parameters
    ----------
    roads : GeoDataFrame
        R LineStrings in a metric CRS; the columns `bridge`, `tunnel` (yes or no) and `level`
        (a number) are optional, and so is `nodes`: the numbers of a road's nodes, one a vertex. Two roads
        that have them are joined where they share a node, and nowhere else.
    snap_m : float
        An end this near another road touches it, in metres.

    Returns
    -------
    RoadNetwork
        All roads, in metres.

    Raises
    ------
    NoCrsError, NotMetricCrsError, GeometryTypeError
        The roads are not LineStrings in metres.
    ValueError
        `snap_m` is below 0, or a value of `bridge` or `tunnel` is neither yes nor no.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> roads = gpd.GeoSeries([LineString([(0, 0), (100, 0)]), LineString([(50, 3), (50, 80)])], crs=32648)
    >>> network = build_network(roads.to_frame("geometry"), snap_m=10.0)
    >>> network.edges["length_m"].tolist()
    [50.0, 50.0, 77.0, 3.0]
    """
    lines = flatten_lines(roads)
    return node_network(lines, find_road_contacts(roads, lines, within_m=snap_m).touching(snap_m), crs=roads.crs)


def node_network(lines: Lines, contacts: Contacts, *, crs: CRS) -> RoadNetwork:
    """Build the network of lines that are joined at the given contacts.

    Parameters
    ----------
    lines : Lines
        The roads as flat arrays.
    contacts : Contacts
        Where they are joined.
    crs : pyproj.CRS
        The metric CRS of the lines.

    Returns
    -------
    RoadNetwork
        All lines, in metres.
    """
    sides, gap_m = find_sides(lines, contacts), contacts.gap_m
    del contacts  # the rest of them is no longer needed: of a million lines it is 200 MB
    cut = cut_lines(lines, sides)
    return RoadNetwork(**cut.nodes, ends=make_edges(cut, gap_m), lines=lines, crs=crs)


def find_road_contacts(
    roads: gpd.GeoDataFrame, lines: Lines, *, within_m: float, nearest_beyond_m: float = np.inf
) -> PossibleContacts:
    """Find where roads may touch, with their bridges, tunnels and levels.

    Parameters
    ----------
    roads : GeoDataFrame
        R LineStrings in a metric CRS; the columns `bridge`, `tunnel`, `level` and `nodes` are optional.
    lines : Lines
        The same roads, from `flatten_lines`.
    within_m : float
        The greatest gap of a contact, in metres.
    nearest_beyond_m : float
        As for `find_contacts`; all contacts of roads near a bridge or tunnel, or that meet at nodes, are found.

    Returns
    -------
    PossibleContacts

    Raises
    ------
    ValueError
        `within_m` is below 0, or a value of `bridge` or `tunnel` is neither yes nor no.
    """
    layers = read_layers(roads)
    every = None if np.isinf(nearest_beyond_m) else find_special(roads, layers, within_m)
    places = find_contacts(lines, within_m=within_m, nearest_beyond_m=nearest_beyond_m, every=every)
    return PossibleContacts(lines, places, layers if layers.lifted.any() else None, read_nodes(roads, lines))

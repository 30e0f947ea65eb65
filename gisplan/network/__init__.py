"""How is it joined? Road networks: nodes, edges, joins, reach, missing links, critical edges."""

from gisplan.network.connectivity import RoadParts, find_attachments, find_parts, measure_distance
from gisplan.network.contacts import Touches
from gisplan.network.cut_edges import CriticalEdges, critical_edges
from gisplan.network.lines import Lines, flatten_lines
from gisplan.network.network import RoadNetwork, build_network, find_road_touches, node_network
from gisplan.network.network_access import Positions, find_nearest_positions
from gisplan.network.shortest_paths import Ways, find_cheapest_ways

__all__ = [
    "CriticalEdges",
    "Lines",
    "Positions",
    "RoadNetwork",
    "RoadParts",
    "Touches",
    "Ways",
    "build_network",
    "critical_edges",
    "find_attachments",
    "find_cheapest_ways",
    "find_nearest_positions",
    "find_parts",
    "find_road_touches",
    "flatten_lines",
    "measure_distance",
    "node_network",
]

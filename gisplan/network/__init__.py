"""How roads are connected: nodes, edges, junction edges, missing links, critical edges."""

from gisplan.network.connectivity import RoadParts, find_attachments, find_edges_within, find_parts, measure_distance
from gisplan.network.contacts import Contacts
from gisplan.network.cut_edges import CriticalEdges, critical_edges
from gisplan.network.cut_tree import CutTree, find_cut_forest
from gisplan.network.layers import read_layers
from gisplan.network.lines import Lines, flatten_lines
from gisplan.network.network import RoadNetwork, build_network, find_road_contacts, node_network
from gisplan.network.network_access import Positions, find_nearest_positions
from gisplan.network.possible_contacts import PossibleContacts
from gisplan.network.shortest_paths import Paths, find_cheapest_paths
from gisplan.network.ways import make_ways

__all__ = [
    "Contacts",
    "CriticalEdges",
    "CutTree",
    "Lines",
    "Paths",
    "Positions",
    "PossibleContacts",
    "RoadNetwork",
    "RoadParts",
    "build_network",
    "critical_edges",
    "find_attachments",
    "find_cheapest_paths",
    "find_cut_forest",
    "find_edges_within",
    "find_nearest_positions",
    "find_parts",
    "find_road_contacts",
    "flatten_lines",
    "make_ways",
    "measure_distance",
    "node_network",
    "read_layers",
]

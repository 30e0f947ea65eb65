"""How is it joined? Road networks: nodes, edges, joins, reach, missing links, critical edges."""

from gisplan.network.network import RoadNetwork, build_network

__all__ = ["RoadNetwork", "build_network"]

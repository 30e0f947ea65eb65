"""Moved to gisplan.maps.prose: maps is the lower window."""

from gisplan.maps.prose import *  # noqa: F403

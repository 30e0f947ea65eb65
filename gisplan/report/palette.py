"""Moved to gisplan.maps.palette: maps is the lower window."""

from gisplan.maps.palette import *  # noqa: F403

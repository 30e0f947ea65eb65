"""The first county file: what the files of a folder are, which column is which, and what is left to ask."""

from gisplan.io.init.propose import First, propose_county
from gisplan.io.init.summary import describe_first, show_first
from gisplan.io.init.toml import write_first

__all__ = ["First", "describe_first", "propose_county", "show_first", "write_first"]

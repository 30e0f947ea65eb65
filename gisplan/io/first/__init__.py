"""The first county file: what the files of a folder are, which column is which, and what is left to ask."""

from gisplan.io.first.describe import describe_first
from gisplan.io.first.propose import First, propose_county
from gisplan.io.first.text import show_first
from gisplan.io.first.toml import write_first

__all__ = ["First", "describe_first", "propose_county", "show_first", "write_first"]

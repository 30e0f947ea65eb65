"""The first county file: what the files of a folder are, which column is which, and what is left to ask."""

from gisplan.io.init.propose import CountyFileDraft, propose_county
from gisplan.io.init.summary import describe_draft, show_draft
from gisplan.io.init.toml import write_draft

__all__ = ["CountyFileDraft", "describe_draft", "propose_county", "show_draft", "write_draft"]

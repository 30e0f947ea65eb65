"""`gisplan run`: many counties."""

from gisplan.cli.run.run import run

__all__ = ["run"]

"""Find which settlements lack which services, why, and what to build first.

Data flow one way, from files to verdicts, plans and pages; imports point downwards only.

=========== ==========================================================================
package     content
=========== ==========================================================================
cli         the commands, one file each: parse the options, call the workflow, print
web         the desk: pages for many colleagues over the same steps
batch       a run over many counties, on processes or a cluster, and its dataset
workflow    the steps of a run: read, judge or plan, write
report      JSON documents, terminal tables, workbooks, GIS files, dossiers, charts
maps        the interactive pages for gaps, plans and progress
ledger      works, milestones, events and progress in a database
wording     labels and sentences for verdicts, plans and works in both languages; colours
io          reads, checks and writes files
plan        the planning problem of a county, and its solution
gaps        verdicts on settlements and targets, with evidence
network     the road network: contacts, connectivity, shortest paths, critical segments
standards   criteria, targets and plan rules
county      the data model of a county: layers, columns, code lists
base        errors, coordinate systems, codes, language, array types
steiner     budgeted prize-collecting Steiner trees on plain arrays
=========== ==========================================================================

The names that a notebook needs are exported here; each is loaded when first used, so that
``import gisplan`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.ledger import open_ledger
    from gisplan.network import build_network
    from gisplan.workflow import (
        CountyReader,
        compare,
        explore,
        find_gaps,
        make_plan,
        read_county,
        report_progress,
        write,
    )

    __version__: str

__all__ = [
    "CountyReader",
    "__version__",
    "build_network",
    "compare",
    "explore",
    "find_gaps",
    "make_plan",
    "open_ledger",
    "read_county",
    "report_progress",
    "write",
]

_MODULES = {
    "CountyReader": "gisplan.workflow",
    "build_network": "gisplan.network",
    "compare": "gisplan.workflow",
    "explore": "gisplan.workflow",
    "find_gaps": "gisplan.workflow",
    "make_plan": "gisplan.workflow",
    "open_ledger": "gisplan.ledger",
    "read_county": "gisplan.workflow",
    "report_progress": "gisplan.workflow",
    "write": "gisplan.workflow",
}


def __getattr__(name: str) -> Any:
    """Load one of the public names from its package."""
    if name == "__version__":
        from importlib.metadata import version

        return version("gisplan")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

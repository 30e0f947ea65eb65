"""Check a county's files: every fault, what matters first, and the rows set aside as their files have them."""

from gisplan.io.check.document import describe_check
from gisplan.io.check.report import CheckReport
from gisplan.io.check.steps import OpenCheck, check_county, open_check
from gisplan.io.check.terminal import format_check, show_check

__all__ = [
    "CheckReport",
    "OpenCheck",
    "check_county",
    "describe_check",
    "format_check",
    "open_check",
    "show_check",
]

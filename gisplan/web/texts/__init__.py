"""The texts of the pages by key: a template shows `t.key`, in the language of the call."""

from collections.abc import Mapping
from types import MappingProxyType

from gisplan.web.texts.account import ACCOUNT
from gisplan.web.texts.every_page import EVERY_PAGE
from gisplan.web.texts.files import FILES
from gisplan.web.texts.lists import LISTS
from gisplan.web.texts.map import MAP
from gisplan.web.texts.people import PEOPLE
from gisplan.web.texts.queue import UNSENT
from gisplan.web.texts.reports import REPORTS
from gisplan.web.texts.scenarios import SCENARIOS
from gisplan.web.texts.today import TODAY
from gisplan.web.texts.works import WORKS

__all__ = ["TEXTS"]

_TABLES = (
    ACCOUNT,
    EVERY_PAGE,
    FILES,
    LISTS,
    MAP,
    PEOPLE,
    REPORTS,
    SCENARIOS,
    TODAY,
    UNSENT,
    WORKS,
)

TEXTS: Mapping[str, str] = MappingProxyType({key: text for table in _TABLES for key, text in table.items()})
"""All texts; a key stands in one table only."""

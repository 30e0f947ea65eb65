"""Ask the dataset of a run, by DuckDB: which rows of a theme fulfil a condition, in all counties."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.display import visible
from gisplan.base.errors import ExtraMissingError, RunError
from gisplan.base.language import _
from gisplan.batch.themes import FOLDERS, THEMES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["count_rows", "list_rows"]


def list_rows(folder: str | os.PathLike[str], theme: str, where: str) -> pd.DataFrame:
    """List the rows of a theme that fulfil a condition.

    Parameters
    ----------
    folder : path
        Of the run.
    theme : str
        One of `THEMES`.
    where : str
        A condition of SQL on the columns of the theme, `province` and `county`, such as "state = 'missed'"; "" is all.

    Returns
    -------
    DataFrame
        `province, county` and the columns of the theme without its places, sorted by all of them.

    Raises
    ------
    RunError
        The folder has no such theme, or the condition is wrong.
    ExtraMissingError
        DuckDB is not installed.
    """
    return _ask(folder, theme, where, "*", order="all")


def count_rows(folder: str | os.PathLike[str], theme: str, where: str, by: Sequence[str]) -> pd.DataFrame:
    """Count the rows of a theme that fulfil a condition, by some columns.

    Parameters
    ----------
    folder, theme, where
        As `list_rows` takes them.
    by : sequence of str
        Columns of the theme, `province` or `county`.

    Returns
    -------
    DataFrame
        The columns `by`, `rows`, and `people` where the theme has them; most rows first.

    Raises
    ------
    RunError, ExtraMissingError
        As `list_rows` raises them; or there is no such column.
    """
    known = [*FOLDERS, *(column.name for column in THEMES.get(theme, ()))]
    unknown = [name for name in by if name not in known]
    if unknown:
        message = _("The theme {0} has no column {1}. Columns: {2}.")
        raise RunError(message.format(theme, ", ".join(map(visible, unknown)), ", ".join(known)))
    keys = ", ".join(f'"{name}"' for name in by)
    people = ', sum("people")::bigint as "people"' if "people" in known else ""
    chosen = f'{keys}, count(*) as "rows"{people}'
    return _ask(folder, theme, where, chosen, group=keys, order=f'"rows" desc, {keys}')


def _ask(
    folder: str | os.PathLike[str], theme: str, where: str, chosen: str, *, group: str = "", order: str = ""
) -> pd.DataFrame:
    """Answer a question by a database in memory that can read nothing but the rows."""
    try:
        import duckdb
    except ImportError:
        missing = _('Questions need extras that are not installed: python -m pip install "gisplan[duckdb,parquet]".')
        raise ExtraMissingError(missing) from None
    rows = _read_theme(folder, theme)
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        try:
            relation = connection.from_arrow(rows)
            relation = relation.filter(where) if where.strip() else relation
            relation = relation.aggregate(chosen, group) if group else relation
            frame: pd.DataFrame = relation.order(order).df()
        except duckdb.Error as error:
            message = _("The condition {0} cannot be answered. Columns: {1}. DuckDB: {2}")
            cause = str(error).split("\n\n")[0]
            raise RunError(message.format(visible(where), ", ".join(rows.column_names), visible(cause))) from None
    return frame


def _read_theme(folder: str | os.PathLike[str], theme: str) -> Any:
    """Read the rows of a theme without their places, as an Arrow table."""
    import pyarrow as pa
    from pyarrow import dataset

    place = Path(folder) / "dataset" / f"theme={theme}"
    if theme not in THEMES or not place.is_dir():
        found = sorted(path.name.removeprefix("theme=") for path in (Path(folder) / "dataset").glob("theme=*"))
        message = _("{0} has no theme {1}. It has: {2}.")
        raise RunError(message.format(visible(folder), visible(theme), ", ".join(found) or "–"))
    folders = dataset.partitioning(pa.schema([(name, pa.string()) for name in FOLDERS]), flavor="hive")
    columns = [*FOLDERS, *(column.name for column in THEMES[theme])]
    return dataset.dataset(place, format="parquet", partitioning=folders).scanner(columns=columns).to_table()

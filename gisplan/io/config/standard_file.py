"""Read a standard: a packaged one, or a TOML file of the user's own."""

from __future__ import annotations

from pathlib import Path

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.standards import Standard, list_standards, parse_standard, read_packaged_standard

__all__ = ["read_standard"]

_LARGEST = 1 << 20


def read_standard(id_or_path: str, *, folder: str | None = None) -> Standard:
    """Read a packaged standard by its id, or a standard file.

    Parameters
    ----------
    id_or_path : str
        The id of a packaged standard, or the path of a TOML file.
    folder : str, optional
        The folder that a path is relative to; by default the current one.

    Returns
    -------
    Standard
        The standard.

    Raises
    ------
    StandardError
        There is no such standard, or its file is badly written.
    """
    from gisplan.gaps import KINDS  # here, as it loads what judging needs

    path = Path(folder or ".") / id_or_path
    if id_or_path in list_standards() or not path.is_file():
        return read_packaged_standard(id_or_path, kinds=KINDS)
    if path.stat().st_size > _LARGEST:
        raise StandardError(_("{0} is over 1 MB: not a standard.").format(id_or_path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StandardError(_("{0} cannot be read: {1}. Save it as UTF-8.").format(id_or_path, error)) from error
    return parse_standard(text, name=id_or_path, kinds=KINDS)

"""Read a standard: a packaged one, or a TOML file of the user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.io.child.limits import ReadOptions, read_options
from gisplan.io.child.process import reading_process
from gisplan.io.child.toml_files import read_toml
from gisplan.io.faults.catalogue import FaultContext, explain_fault
from gisplan.io.files.open_file import FileRefused, check_path
from gisplan.standards import Standard, list_standards, make_standard, read_packaged_standard

__all__ = ["read_standard"]


def read_standard(id_or_path: str, *, folder: str | None = None, options: ReadOptions | None = None) -> Standard:
    """Read a packaged standard by its id, or a standard file.

    Parameters
    ----------
    id_or_path : str
        The id of a packaged standard, or the path of a TOML file.
    folder : str, optional
        The county's folder, where the county file names the standard: a path is relative to it, and the file must be
        in it. Without one, the path is the user's own: relative to the current folder, and anywhere.
    options : ReadOptions, optional
        What reading may use.

    Returns
    -------
    Standard
        The standard.

    Raises
    ------
    StandardError
        There is no such standard, or its file is refused or badly written.
    """
    from gisplan.gaps import KINDS  # here, as it loads what judging needs

    options = options or read_options()
    inside = folder is not None and not options.allow_outside
    try:
        check_path(id_or_path, allow_outside=not inside, by_user=folder is None)
    except FileRefused as refused:
        raise _refuse(id_or_path, refused) from refused
    path = Path(folder or ".") / id_or_path
    if id_or_path in list_standards() or not path.exists():
        return read_packaged_standard(id_or_path, kinds=KINDS)
    context = FaultContext(id_or_path, _("standard"))
    with reading_process(replace(options, allow_outside=not inside)) as process:
        document, fault, _lines = read_toml(path, context, process, folder=Path(folder or "."))
    if fault is not None or document is None:
        raise StandardError(" ".join(explain_fault(fault, translate=_)) if fault is not None else id_or_path)
    return make_standard(document, name=id_or_path, kinds=KINDS)


def _refuse(path: str, refused: FileRefused) -> StandardError:
    fault = FaultContext(path, _("standard")).fault(refused.code, **refused.params)
    return StandardError(" ".join(explain_fault(fault, translate=_)))

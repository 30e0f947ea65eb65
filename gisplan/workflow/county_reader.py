"""Read many counties with one limited process, which saves starting one for each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from gisplan.workflow.steps import check_path, finish, make_options

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["CountyReader"]


class CountyReader:
    """Reads one county after another, as a context manager; the process that reads their files stays for the next.

    What is read is what `read_county` reads, within the same limits for each county. When a file is refused, the next
    county is read by a new process. Not to be shared by threads.

    Parameters
    ----------
    allow_outside : bool, optional
    read_seconds, read_gb : float, optional
        As `read_county` takes them.

    Examples
    --------
    >>> with CountyReader() as reader:  # doctest: +SKIP
    ...     for path in paths:
    ...         gaps = find_gaps(reader.read(path))
    """

    def __init__(
        self,
        *,
        allow_outside: bool | None = None,
        read_seconds: float | None = None,
        read_gb: float | None = None,
    ) -> None:
        from gisplan.io.lasting_process import ProcessKeeper

        self._keeper = ProcessKeeper(make_options(allow_outside, read_seconds, read_gb))

    def read(self, path: str | os.PathLike[str], *, orientation: bool = True) -> County:
        """Read a county's folder, or its gisplan.toml.

        Parameters
        ----------
        path : path
        orientation : bool
            As `read_county` takes it.

        Returns
        -------
        County

        Raises
        ------
        CountyFileError
            Any file must be refused; the next county can be read all the same.
        """
        check_path(path)
        from gisplan.io import start_reading

        return finish(start_reading(path, orientation=orientation, keeper=self._keeper))

    def close(self) -> None:
        """End the process."""
        self._keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

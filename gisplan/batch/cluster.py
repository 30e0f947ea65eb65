"""Do tasks on a cluster, by dask.distributed; the only module that knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

from gisplan.base.display import visible
from gisplan.base.errors import ExtraMissingError, RunError
from gisplan.base.language import _
from gisplan.batch.county_task import CountyDone, CountyTask, do_county, write_killed_row

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["do_on_cluster"]

_CONNECT_S = 15


def do_on_cluster(tasks: Sequence[CountyTask], address: str) -> Iterator[CountyDone]:
    """Do tasks on the workers of a scheduler, and yield each as it is done, in any order.

    Tasks of killed workers are done again by the scheduler; one that more workers do not survive than its setting
    `distributed.scheduler.allowed-failures` allows (3) is given up.

    Parameters
    ----------
    tasks : sequence of CountyTask
        Their paths must be the same for every worker: files on shared storage.
    address : str
        Of the scheduler, such as "tcp://10.0.0.1:8786".

    Yields
    ------
    CountyDone

    Raises
    ------
    ExtraMissingError
        dask.distributed is not installed.
    RunError
        No scheduler answers at this address, or its workers have another version of gisplan.
    WriteError
        The files of a county cannot be written.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        missing = _('A scheduler needs an extra that is not installed: python -m pip install "gisplan[dask]".')
        raise ExtraMissingError(missing) from None
    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        message = _("{0}: no scheduler answers ({1}). Check the address, and that the scheduler runs.")
        raise RunError(message.format(visible(address), visible(error))) from None
    with client:
        _check_versions(client)
        tasks_of = {client.submit(do_county, task, pure=False): task for task in tasks}
        for future in as_completed(list(tasks_of), loop=client.loop):  # type: ignore[no-untyped-call]
            task = tasks_of.pop(future)
            if isinstance(future.exception(), KilledWorker):
                message = "The workers that worked on this county were killed, by the system or for want of memory."
                yield write_killed_row(task, message)
            else:
                yield future.result()
            future.release()


def _check_versions(client: Client) -> None:
    """Refuse workers with another version of gisplan: their verdicts may differ."""
    own = version("gisplan")
    others = {name: found for name, found in client.run(version, "gisplan").items() if found != own}
    if others:
        message = _("{0} workers have another version of gisplan ({1}, here {2}): install the same one everywhere.")
        raise RunError(message.format(len(others), ", ".join(sorted(set(others.values()))), own))

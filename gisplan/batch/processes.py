"""Do tasks in processes of this computer."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from gisplan.batch.county_task import CountyDone, CountyTask, do_county, write_killed_row

__all__ = ["KILLS", "do_in_processes"]

KILLS = 3
"""A county that so many workers do not survive is given up."""


Do = Callable[[CountyTask], CountyDone]


def do_in_processes(
    tasks: Sequence[CountyTask], workers: int, *, recycle_mb: float = 1500.0, do: Do = do_county
) -> Iterator[CountyDone]:
    """Do tasks in some worker processes, and yield each as it is done, in any order.

    A worker that is killed takes the whole pool with it and does not say which task it was at: those under way are
    done again, one by one.

    Parameters
    ----------
    tasks : sequence of CountyTask
    workers : int
    recycle_mb : float
        Once a worker has used so much memory, the workers are replaced when their tasks are done.
    do : callable
        Does one task; the workers import it.

    Yields
    ------
    CountyDone

    Raises
    ------
    WriteError
        The files of a county cannot be written.
    """
    waiting = deque(tasks)
    while waiting:
        under_way: list[CountyTask] = []
        yield from _do_until_replaced(waiting, under_way, workers, recycle_mb, do)
        for task in under_way:
            yield _do_alone(task, do)


def _do_until_replaced(
    waiting: deque[CountyTask], under_way: list[CountyTask], workers: int, recycle_mb: float, do: Do
) -> Iterator[CountyDone]:
    """Do tasks until none waits or the workers are to be replaced; leaves those of a broken pool in `under_way`."""
    running: dict[Future[CountyDone], CountyTask] = {}
    recycle = False
    with _open_pool(min(workers, len(waiting))) as pool:
        while running or (waiting and not recycle):
            while waiting and len(running) < workers and not recycle:
                try:
                    running[pool.submit(do, waiting[0])] = waiting[0]
                except BrokenProcessPool:
                    break
                waiting.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    done = future.result()
                except BrokenProcessPool:
                    under_way.append(task)
                    recycle = True
                    continue
                recycle |= done.peak_mb is not None and done.peak_mb > recycle_mb
                yield done


def _do_alone(task: CountyTask, do: Do) -> CountyDone:
    """Do a task whose worker may have been killed by it, in a process of its own."""
    for kills in range(KILLS):
        try:
            with _open_pool(1) as pool:
                done = pool.submit(do, task).result()
                return replace(done, attempts=kills + 2)
        except BrokenProcessPool:
            continue
    message = f"{KILLS} processes that worked on this county alone were killed, by the system or for want of memory."
    return replace(write_killed_row(task, message), attempts=KILLS + 1)


def _open_pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    """Leave Ctrl+C to the process that waits: what is under way is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

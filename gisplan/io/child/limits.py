"""How long reading may take, and how much memory: 60 s and 2 GB for a county of up to 128 MB, more for larger ones."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits", "ReadOptions", "limit_this_process", "read_options", "scale_limits", "set_read_options"]

SHARE_BYTES = 128 << 20
"""The bytes of files for which the options' seconds and memory are meant."""

ANSWER_BYTES = 64 << 20
"""What the process may hand back of small files; of larger ones, twice their size more."""


@dataclass(frozen=True)
class ReadOptions:
    """What reading may use.

    Parameters
    ----------
    seconds : float
        How long the files of a county may take, for each 128 MB of them that are begun.
    memory_gb : float
        How much memory the process that reads them may use, likewise, in GB.
    allow_outside : bool
        Read files outside the county's folder too.
    """

    seconds: float = 60.0
    memory_gb: float = 2.0
    allow_outside: bool = False


_OPTIONS = ReadOptions()


def read_options() -> ReadOptions:
    """Return what reading may use where its caller does not say."""
    return _OPTIONS


def set_read_options(options: ReadOptions) -> None:
    """Set what reading may use from now on where its caller does not say, as the options of a command do."""
    global _OPTIONS
    _OPTIONS = options


@dataclass(frozen=True)
class Limits:
    """The limits of one process: seconds, bytes of memory, and bytes of its answers."""

    seconds: float
    memory: int
    answer: int


def scale_limits(options: ReadOptions, size: int = 0) -> Limits:
    """Return the limits for files of a size in bytes."""
    shares = max(1.0, size / SHARE_BYTES)
    return Limits(options.seconds * shares, int(options.memory_gb * shares * 1e9), ANSWER_BYTES + 2 * size)


def limit_this_process(limits: Limits, *, spent: float = 0.0) -> None:
    """Limit the memory, the processor's time and the size of files of this process, where the system can.

    `spent` is what of its time does not count, in seconds. The hard limits stay, so that larger files can be given
    more; on Windows a job object does the same.
    """
    try:
        import resource
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: int(spent + limits.seconds) + 1,
        resource.RLIMIT_FSIZE: limits.answer,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in wanted.items():
        hard = resource.getrlimit(limit)[1]
        try:
            resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
        except (OSError, ValueError):
            continue

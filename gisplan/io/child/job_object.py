"""A job object of Windows: limits of a process where there are no limits as POSIX has them."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from gisplan.io.child.limits import Limits

__all__ = ["JobObject", "make_job"]

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_TIME, _PROCESS_MEMORY, _NO_ERROR_BOX, _KILL_ON_CLOSE = 0x2, 0x100, 0x400, 0x2000
_TICKS = 10_000_000  # of 100 ns in a second


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, as winnt.h has it."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class JobObject:
    """A job object: its processes have its limits, and end with it.

    Parameters
    ----------
    kernel32 : object
        The functions of the system.
    """

    def __init__(self, kernel32: Any) -> None:
        self._kernel32 = kernel32
        self._handle = kernel32.CreateJobObjectW(None, None)

    def set_limits(self, limits: Limits, *, spent: float = 0.0) -> bool:
        """Set or raise the limits of the processes; return whether the system did.

        `spent` is what of their time does not count, in seconds.
        """
        wanted = ExtendedLimits()
        basic = wanted.BasicLimitInformation
        basic.LimitFlags = _PROCESS_TIME | _PROCESS_MEMORY | _NO_ERROR_BOX | _KILL_ON_CLOSE
        basic.PerProcessUserTimeLimit = int((spent + limits.seconds + 1) * _TICKS)
        wanted.ProcessMemoryLimit = min(limits.memory, ctypes.c_size_t(-1).value)
        size = ctypes.sizeof(wanted)
        return bool(self._kernel32.SetInformationJobObject(self._handle, _EXTENDED_LIMITS, ctypes.byref(wanted), size))

    def add(self, process_handle: int) -> bool:
        """Put a process into the job; return whether the system did."""
        return bool(self._kernel32.AssignProcessToJobObject(self._handle, ctypes.c_void_p(process_handle)))

    def measure_seconds(self, process_handle: int) -> float:
        """Return how much processor time a process has taken so far outside of the system, as its limit counts it."""
        times = [ctypes.c_uint64() for _ in range(4)]  # when it began and ended, in the system and outside of it
        handle = ctypes.c_void_p(process_handle)
        return times[3].value / _TICKS if self._kernel32.GetProcessTimes(handle, *map(ctypes.byref, times)) else 0.0

    def close(self) -> None:
        """End the processes that are still there."""
        if self._handle:
            self._kernel32.CloseHandle(self._handle)
            self._handle = None


def make_job(kernel32: Any = None) -> JobObject | None:
    """Make a job object; None on other systems, which limit the process otherwise.

    Parameters
    ----------
    kernel32 : object, optional
        The functions of the system; a test gives a stand-in.
    """
    if kernel32 is None:
        if sys.platform != "win32":
            return None
        kernel32 = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - other systems have none
        kernel32.CreateJobObjectW.restype = ctypes.c_void_p
        kernel32.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
        kernel32.SetInformationJobObject.argtypes = (
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_uint32,
        )
        kernel32.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        kernel32.GetProcessTimes.argtypes = (ctypes.c_void_p, *[ctypes.c_void_p] * 4)
        kernel32.CloseHandle.argtypes = (ctypes.c_void_p,)
    return JobObject(kernel32)

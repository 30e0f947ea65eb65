"""Standard output and error: hidden characters escaped, and a stream that fails handled once for every command.

A reader that goes away (`gisplan verify COUNTY | head -1`) is no error: the command goes on, without a reader, to
its own exit code. Output that is lost in another way (closed from the start, a full disk) is: exit code 2.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO, cast

from gisplan.base.display import visible_lines
from gisplan.base.errors import OutputError
from gisplan.base.language import _

__all__ = ["Stream", "VisibleStream", "end_streams", "flush_streams", "open_streams"]


class Stream(io.TextIOBase):
    """A text stream whose failures are those of the module.

    Parameters
    ----------
    stream : text stream or None
        Standard output or standard error as Python has opened it; None if it was closed from the start.
    required : bool
        Whether it is an error that a text is lost; otherwise it is dropped.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, stream: TextIO | None, *, required: bool) -> None:
        self._stream = stream
        self._required = required
        self._failure: Exception | None = None

    def write(self, text: str) -> int:
        """Write a text; it is dropped where nobody reads any more."""
        if not isinstance(text, str):
            raise TypeError(f"a text is written, not {type(text).__name__}")
        self._try("write", text)
        return len(text)

    def flush(self) -> None:
        """Write what is still in memory."""
        self._try("flush")

    def _try(self, method: str, *texts: str) -> None:
        if self._stream is not None and self._failure is None:
            try:
                getattr(self._stream, method)(*texts)
            except (OSError, ValueError) as error:  # ValueError: it was closed meanwhile
                self._failure = error
                _discard(self._stream)
        # again with every text that follows: libraries may catch it once
        if self._required and self._failure is not None and not _has_no_reader(self._failure):
            raise OutputError(_explain(self._failure)) from self._failure

    def forgive(self) -> None:
        """Drop from now on what cannot be written."""
        self._required = False

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        try:
            return self._stream is not None and self._stream.isatty()
        except ValueError:
            return False

    def fileno(self) -> int:
        """Return the number of the file; OSError without one."""
        if self._stream is None:
            raise OSError("closed")
        return self._stream.fileno()

    def writable(self) -> bool:
        """Return that texts can be written."""
        return True


class VisibleStream(Stream):
    """A stream that escapes hidden characters; `unescaped` is the stream below it, for what is escaped already."""

    def __init__(self, stream: TextIO | None, *, required: bool) -> None:
        super().__init__(stream, required=required)
        self.unescaped = Stream(stream, required=required)

    def forgive(self) -> None:
        """Drop from now on what cannot be written."""
        self.unescaped.forgive()

    def _try(self, method: str, *texts: str) -> None:
        getattr(self.unescaped, method)(*map(visible_lines, texts))


def open_streams() -> None:
    """Put a `VisibleStream` in front of standard output and standard error.

    Raises
    ------
    OutputError
        Standard output is closed.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    closed = sys.stdout is None
    sys.stdout = cast(TextIO, VisibleStream(sys.stdout, required=True))
    sys.stderr = cast(TextIO, VisibleStream(sys.stderr, required=False))
    _occupy_closed()
    if closed:
        raise OutputError(
            _("Standard output is closed, so no result could be shown. To discard the output, add: > {0}").format(
                os.devnull
            )
        )


def flush_streams() -> None:
    """Write what is still in memory of both streams.

    Raises
    ------
    OutputError
        A part of the output is lost.
    """
    for stream in (sys.stderr, sys.stdout):
        if stream is not None:
            stream.flush()


def end_streams() -> None:
    """Write what is still in memory after a failure that was reported; what is lost of it is not reported."""
    for stream in (sys.stderr, sys.stdout):
        if isinstance(stream, Stream):
            stream.forgive()
            stream.flush()


def _occupy_closed() -> None:
    """Open the null device in place of closed streams, so that no file gets the number of a standard stream."""
    number = os.open(os.devnull, os.O_RDWR)
    while number <= 2:
        number = os.open(os.devnull, os.O_RDWR)
    os.close(number)


def _discard(stream: Any) -> None:
    """Send what is still in memory, and all that follows, nowhere."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        pass  # a stream without a file has nothing in memory that could fail later


def _has_no_reader(error: Exception) -> bool:
    # Windows says "invalid argument" where a pipe has no reader any more
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and getattr(error, "errno", None) == 22)


def _explain(error: Exception) -> str:
    cause = getattr(error, "strerror", None) or error
    template = _("The output could not be written ({0}). Free some space, or send it elsewhere.")
    return template.format(cause)

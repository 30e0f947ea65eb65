"""Commands of these tests are forked, where there are forks; see `tests.commands`."""

import os
from collections.abc import Iterator

import pytest

from tests.commands import command_server


@pytest.fixture(scope="session", autouse=True)
def forked_commands(forked_readers: None) -> Iterator[None]:
    """Start the process that forks commands."""
    if os.name != "posix":
        yield
        return
    with command_server():
        yield

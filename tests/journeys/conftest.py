"""A browser for the journeys through the desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import FLAGS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed here: pages cannot be looked at")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What goes wrong on any page of a test: dialogs, errors of scripts, requests to elsewhere."""
    found: list[str] = []
    yield found
    assert not found

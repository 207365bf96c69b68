"""Targets of pushes: the web app of the embedded engine, and a platform with several organizations."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.organizations import Platform
from tests.cli.web_app import WebApp


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with ExitStack() as stack:
        yield Platform(tmp_path, stack)


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)

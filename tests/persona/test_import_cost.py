"""Reading and checking a file import no library that only other commands need."""

import subprocess
import sys

import pytest


@pytest.mark.processes
def test_reading_and_checking_import_no_heavy_library() -> None:
    heavy = "{'pydantic', 'httpx', 'typer'}"
    code = f"import sys, personactl.persona.read.persona_file; print(*sorted({heavy} & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []

"""Checking a file stays light: what only remote personas need is not loaded for it."""

import subprocess
import sys

import pytest


@pytest.mark.processes
def test_reading_and_checking_load_no_model_library() -> None:
    heavy = "{'pydantic', 'httpx', 'typer'}"
    code = f"import sys, personactl.persona.read.persona_file; print(*sorted({heavy} & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []

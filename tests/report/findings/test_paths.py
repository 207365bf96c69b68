"""Names of files as URIs, whatever they are called."""

from pathlib import Path

import pytest

from personactl.report.findings.file_names import uri


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("personas/cara é.yaml", "personas/cara%20%C3%A9.yaml"),
        ("/srv/100%.yaml", "file:///srv/100%25.yaml"),
        ("bytes-\udcff.yaml", "bytes-%FF.yaml"),
        ("none-\ud800.yaml", r"none-%5Cud800.yaml"),
    ],
)
def test_a_path_is_a_uri(name: str, reference: str) -> None:
    assert uri(Path(name)) == reference

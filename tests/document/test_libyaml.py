"""PyYAML is imported without its patterns, and works as usual. A new process shows it: here it is imported already."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.processes

_PROGRAM = """
import re
compile = re.compile
from personactl.document.libyaml import yaml
from yaml.reader import Reader
assert re.compile is compile
print(type(Reader.NON_PRINTABLE).__module__, "_compiled" in vars(Reader.NON_PRINTABLE))
print(yaml.safe_load("{day: 2026-11-30, number: 0x10, list: [1.5, yes, ~, text]}"))
print(yaml.safe_dump({"day": "2026-11-30", "text": "yes", "plain": "of course"}), end="")
print("_compiled" in vars(Reader.NON_PRINTABLE))
try:
    yaml.safe_load("a: \\x01")
except yaml.YAMLError as error:
    print(error)
"""


def test_pattern_of_all_characters_is_compiled_by_its_first_use() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        "personactl.pattern False",
        "{'day': datetime.date(2026, 11, 30), 'number': 16, 'list': [1.5, True, None, 'text']}",
        "day: '2026-11-30'",
        "plain: of course",
        "text: 'yes'",
        "True",
        "unacceptable character #x0001: special characters are not allowed",
        '  in "<unicode string>", position 3',
    ], done.stderr


def test_the_files_of_a_project_are_found_without_pyyaml() -> None:
    program = "import sys, personactl.state.selection, personactl.commands.sessions; sys.exit('yaml' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_no_other_module_imports_pyyaml() -> None:
    program = ROOT / "personactl"
    found = [path.relative_to(program).as_posix() for path in program.rglob("*.py") if _imports_yaml(path)]
    assert found == ["document/libyaml.py"]


def _imports_yaml(path: Path) -> bool:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return any(line.startswith(("import yaml", "from yaml")) for line in lines)

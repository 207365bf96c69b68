"""The contents of this repository's example project, counted from its files."""

from personactl.persona.project_resource import Resource
from personactl.state.project import Project
from personactl.state.selection import resource_files
from tests.conftest import ROOT
from tests.project_reading import read_resources

RESOURCES: tuple[Resource, ...] = read_resources(resource_files(Project(ROOT, ROOT / "personas")), ROOT)
PERSONAS = sorted(one.address.key for one in RESOURCES if one.address.kind == "persona")
FILES = len([path for folder in ("personas", "tools", "knowledge") for path in (ROOT / folder).glob("*.yaml")])

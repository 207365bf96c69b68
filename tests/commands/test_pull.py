"""Pull, called from Python."""

from pathlib import Path

from personactl.commands.context import Context
from personactl.commands.history import list_runs
from personactl.commands.pull import PullOptions, pull_project, raise_for_pull
from personactl.commands.rollback import RollbackRequest, prepare_rollback
from tests.commands.conftest import Recorder
from tests.commands.pushing import apply, push
from tests.minimal_persona import write_persona


def description(shop: Path) -> str:
    text = (shop / "personas" / "cara.yaml").read_text()
    return next(line.removeprefix("description: ") for line in text.splitlines() if line.startswith("description: "))


def test_pull_writes_the_platforms_values_to_the_file(shop: Path, context: Context) -> None:
    push(context)
    write_persona(shop, "cara", "Answers at the back door")
    push(context)
    run = list_runs(None, None, 1, context.environment)[0][0].run
    apply(prepare_rollback(RollbackRequest(run.number), context))
    assert description(shop) == "Answers at the back door"
    raise_for_pull(pull_project(PullOptions(dry_run=True), context))
    assert description(shop) == "Answers at the back door"
    raise_for_pull(pull_project(PullOptions(), context))
    assert description(shop) == "Answers at the front desk"


def test_pull_into_an_empty_project_notes_the_command_that_fills_it(context: Context, recorder: Recorder) -> None:
    assert not pull_project(PullOptions(), context).items
    assert "'personactl pull --all --profile local'" in recorder.notes[-1]

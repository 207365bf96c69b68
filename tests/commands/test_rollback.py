"""Rollback and history, called from Python: both use the same runs."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.history import list_runs, read_run
from personactl.commands.rollback import RollbackRequest, prepare_rollback
from personactl.errors import NotFoundError, UsageError
from tests.commands.conftest import KEY, Recorder, with_variables
from tests.commands.pushing import apply, push
from tests.minimal_persona import write_persona


def test_history_and_rollback_use_the_same_runs(shop: Path, context: Context, recorder: Recorder) -> None:
    push(context)
    assert list_runs(None, None, 9, context.environment) == ([], [])
    with pytest.raises(NotFoundError, match="nothing was overwritten or deleted on local"):
        prepare_rollback(RollbackRequest(), context)
    write_persona(shop, "cara", "Answers at the back door")
    push(context)
    (listed,), damaged = list_runs("cara", "local", 9, context.environment)
    assert damaged == []
    assert listed.run.info.started_at == context.environment.now()
    with pytest.raises(NotFoundError, match="neither the project nor its history has 'otto'") as caught:
        list_runs("otto", None, 9, context.environment)
    assert caught.value.hint == "choose one of: cara"
    write_persona(shop, "otto", "Opens the shop in the morning")
    assert list_runs("otto", None, 9, context.environment) == ([], [])
    with pytest.raises(UsageError, match="there is no profile 'lokal'") as refused:
        list_runs(None, "lokal", 9, context.environment)
    assert refused.value.hint == "did you mean local?"
    assert read_run(listed.run.number, None, context.environment).run == listed.run
    apply(prepare_rollback(RollbackRequest(), context))
    assert "'personactl pull cara --profile local'" in recorder.notes[-1]
    assert len(list_runs(None, None, 9, context.environment)[0]) == 2


def test_a_run_is_only_rolled_back_on_its_own_target(shop: Path, context: Context) -> None:
    push(context)
    write_persona(shop, "cara", "Answers at the back door")
    push(context)
    (listed,), _ = list_runs(None, None, 9, context.environment)
    with pytest.raises(UsageError, match="went to local, not to env"):
        prepare_rollback(RollbackRequest(listed.run.number, profile="env"), context)
    with pytest.raises(NotFoundError):
        read_run(99, None, context.environment)


def test_hints_name_the_target_of_the_run(shop: Path, context: Context, origin: str, recorder: Recorder) -> None:
    both = with_variables(context, ANAM_API_URL=origin, ANAM_API_KEY=KEY, PERSONACTL_PROFILE="local")
    push(both, "env")
    write_persona(shop, "cara", "Answers at the back door")
    push(both, "env")
    apply(prepare_rollback(RollbackRequest(profile="env"), both))
    assert "'personactl pull cara --profile env'" in recorder.notes[-1]
    push(both, "env")
    assert "'personactl pull --profile env'" in recorder.notes[-1]

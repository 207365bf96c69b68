"""Push and diff, called from Python: the caller inspects the plan and applies it."""

from pathlib import Path

import pytest

from personactl.commands.apply_plan import ApplyOptions, PlanRun
from personactl.commands.context import Context
from personactl.commands.push import PlanRequest, prepare_diff, prepare_push
from personactl.commands.push_scope import ScopeRequest
from personactl.commands.saved_plan import refuse_plan_path
from personactl.errors import ConflictError, UsageError
from tests.commands.conftest import Recorder
from tests.minimal_persona import write_persona


def push(context: Context, *paths: Path, lint: bool = True, prune: bool = False) -> PlanRun:
    request = ScopeRequest(tuple(map(str, paths)))
    return prepare_push(request, PlanRequest(prune=prune), ApplyOptions(), context, lint=lint)


def apply(run: PlanRun) -> int:
    """Apply the plan and return the number of outcomes."""
    with run.hold() as held:
        return len(held.apply())


def test_a_program_applies_a_plan_that_it_agrees_to(shop: Path, context: Context, recorder: Recorder) -> None:
    with push(context).hold() as held:
        assert [item.key for item in held.plan.writing] == ["cara"]
        held.check()
        outcomes = held.apply()
    assert [str(one.address) for one in outcomes] == ["persona cara"]
    assert recorder.working_on == ["comparing with local", "push: local (1)"]
    assert recorder.tallies == ["1 created"]
    assert recorder.warnings == []
    assert push(context).dry_run().plan.in_sync


def test_nothing_is_sent_without_apply(shop: Path, context: Context) -> None:
    with push(context).hold() as held:
        assert held.plan.writing
    assert not push(context).dry_run().plan.in_sync


def test_an_unsafe_plan_is_refused_by_check_and_by_apply(shop: Path, context: Context) -> None:
    write_persona(shop, "otto", "Opens the shop in the morning")
    apply(push(context))
    (shop / "personas" / "otto.yaml").unlink()
    request = PlanRequest(prune=True, max_delete=0)
    run = prepare_push(ScopeRequest(), request, ApplyOptions(), context, lint=True)
    with pytest.raises(ConflictError):
        run.dry_run().check()
    with run.hold() as held, pytest.raises(ConflictError):
        held.apply()
    assert not push(context, prune=True).dry_run().plan.in_sync


def test_what_lost_its_file_is_noted_with_a_command(shop: Path, context: Context, recorder: Recorder) -> None:
    write_persona(shop, "otto", "Opens the shop in the morning")
    apply(push(context))
    (shop / "personas" / "otto.yaml").unlink()
    push(context).dry_run().note_rest()
    assert recorder.notes[-1].endswith("otto; 'personactl push --prune --profile local' deletes them")


def test_files_with_errors_are_listed_and_refused(shop: Path, context: Context, recorder: Recorder) -> None:
    (shop / "personas" / "cara.yaml").write_text("name: [\n")
    with pytest.raises(UsageError, match="in the project's files, nothing was sent"):
        push(context)
    assert any("personas/cara.yaml" in note for note in recorder.notes)


def test_a_diff_finds_what_a_push_would_change(shop: Path, context: Context) -> None:
    apply(push(context))
    write_persona(shop, "cara", "Answers at the back door")
    (item,) = prepare_diff(ScopeRequest(), PlanRequest(), context).run.dry_run().plan.writing
    assert [change.path for change in item.changes] == ["description"]


def test_a_saved_plan_is_pushed_unless_something_changed(shop: Path, context: Context) -> None:
    file = shop / "plan.json"
    comparison = prepare_diff(ScopeRequest(), PlanRequest(), context)
    comparison.save(file, comparison.run.dry_run())
    assert apply(push(context, file)) == 1
    with pytest.raises(ConflictError, match="something changed since the plan was made") as refused:
        push(context, file).dry_run()
    assert refused.value.hint.endswith(f"personactl diff --output {file} --profile local")


def test_a_saved_plan_excludes_other_options(shop: Path, context: Context) -> None:
    with pytest.raises(UsageError, match="cannot be combined") as refused:
        prepare_push(
            ScopeRequest((str(shop / "plan.json"),), profile="local"),
            PlanRequest(prune=True, given=("--prune",)),
            ApplyOptions(),
            context,
            lint=True,
        )
    assert refused.value.where.endswith("plan.json together with --prune, --profile")


@pytest.mark.parametrize("name", ["plan.txt", "missing/plan.json", "."])
def test_a_path_that_cannot_hold_a_plan_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        refuse_plan_path(tmp_path / name)

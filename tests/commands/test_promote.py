"""Promotion, called from Python, from the embedded engine to an engine on a socket."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from personactl.commands.context import Context
from personactl.commands.promote import PromoteRequest, prepare_promotion
from personactl.commands.status import StatusRequest, read_status
from personactl.errors import ConflictError, NotFoundError, UsageError
from tests.commands.conftest import KEY, Recorder, with_variables
from tests.commands.pushing import apply, push


def test_promote_applies_one_target_to_another(shop: Path, context: Context, origin: str) -> None:
    both = with_variables(context, ANAM_API_URL=origin, ANAM_API_KEY=KEY)
    with (
        pytest.raises(NotFoundError, match="nothing was pushed to local") as refused,
        prepare_promotion(PromoteRequest("local", "env"), both) as run,
    ):
        run.dry_run()
    assert refused.value.hint == "push there first: personactl push --profile local"
    push(both, "local")
    with prepare_promotion(PromoteRequest("local", "env"), both) as run:
        apply(run)
    assert read_status(StatusRequest(profile="env"), both).status.in_sync


def test_a_target_is_not_promoted_to_itself(shop: Path, context: Context) -> None:
    with pytest.raises(UsageError), prepare_promotion(PromoteRequest("local", "local"), context):
        pass


def test_drift_on_the_destination_is_left_alone_overwritten_or_refused(
    shop: Path, context: Context, recorder: Recorder, origin: str
) -> None:
    both = with_variables(context, ANAM_API_URL=origin, ANAM_API_KEY=KEY)
    push(both, "local")
    with prepare_promotion(PromoteRequest("local", "env"), both) as run:
        apply(run)
    _change_persona(origin, skipGreeting=True)
    with prepare_promotion(PromoteRequest("local", "env"), both) as run:
        apply(run)
    assert "what only env changed stays as it is" in recorder.notes[-1]
    assert _persona(origin)["skipGreeting"] is True
    with (
        pytest.raises(ConflictError, match="1 resource changed on env only") as refused,
        prepare_promotion(PromoteRequest("local", "env", on_drift="refuse"), both) as run,
    ):
        apply(run)
    assert refused.value.exit_status == 6
    assert "pull " in refused.value.hint
    assert "--profile env" in refused.value.hint
    (shop / "personactl.yaml").write_text("push: {onDrift: ours}\n")
    with prepare_promotion(PromoteRequest("local", "env"), both) as run:
        apply(run)
    assert _persona(origin)["skipGreeting"] is False
    assert read_status(StatusRequest(profile="env"), both).status.in_sync


def _change_persona(origin: str, **fields: bool) -> None:
    _request("PUT", f"{origin}/v1/personas/{_persona(origin)['id']}", fields)


def _persona(origin: str) -> dict[str, object]:
    (row,) = _request("GET", f"{origin}/v1/personas")["data"]
    found: dict[str, object] = _request("GET", f"{origin}/v1/personas/{row['id']}")
    return found


def _request(method: str, url: str, body: object = None) -> Any:
    answer = httpx.request(method, url, json=body, headers={"Authorization": f"Bearer {KEY}"})
    answer.raise_for_status()
    return answer.json()

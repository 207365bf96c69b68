"""Promotion, called from Python, from the embedded engine to an engine on a socket."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.promote import PromoteRequest, prepare_promotion
from personactl.commands.status import StatusRequest, read_status
from personactl.errors import NotFoundError, UsageError
from tests.commands.conftest import KEY, with_variables
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

"""Plans as JSON, compared with a golden file, and the digest of a plan."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from personactl.json_value import JsonObject
from personactl.report.plan.plan_formats import FORMATS
from personactl.report.plan.plan_json import ACTIONS, plan_json
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.plan import Plan
from personactl.sync.values.three_way import ABSENT, Known, Unverifiable
from tests.report.plan.plan_sample import PLAN

_GOLDEN = Path(__file__).parents[2] / "cases" / "plan" / "plan.json"


def test_json_is_the_golden_file() -> None:
    assert json.dumps(plan_json(PLAN), indent=2) + "\n" == _GOLDEN.read_text(encoding="utf-8")


def test_every_action_is_in_the_sample_and_counted() -> None:
    counts = plan_json(PLAN)["counts"]
    assert isinstance(counts, dict)
    assert set(counts) == set(ACTIONS)
    assert all(counts.values())


def test_the_shape_is_the_same_for_an_empty_plan() -> None:
    assert plan_json(Plan(())).keys() == plan_json(PLAN).keys()


@pytest.mark.parametrize(
    "change",
    [
        FieldChange("name", Why.ours, None, Known("x"), None),
        FieldChange("name", Why.ours, ABSENT, Known("x"), None),
        FieldChange("name", Why.ours, None, Unverifiable(), None),
        FieldChange("name", Why.ours, None, Known("x"), ABSENT),
    ],
)
def test_the_digest_distinguishes_absent_null_and_unreadable(change: FieldChange) -> None:
    first = PLAN.items[0]
    plans = [Plan((replace(first, changes=(one,)),)) for one in (change, FieldChange("name", Why.ours, 1, Known(1), 1))]
    assert plans[0].digest != plans[1].digest
    assert plans[0].digest == Plan((replace(first, changes=(replace(change),)),)).digest


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    values: list[JsonObject] = [{"a": 1, "b": 2}, {"b": 2, "a": 1}]
    first = PLAN.items[0]
    digests = {
        Plan((replace(first, changes=(FieldChange("widgetConfig", Why.ours, value, Known(None), value),)),)).digest
        for value in values
    }
    assert len(digests) == 1


def test_secrets_in_values_are_masked_in_every_format() -> None:
    key, token = "k9Jd82hZk3LmN9pRtV5sY7uA1bQ", "qWx82hZk3LmN9pRtV5sY7uA1"
    config: JsonObject = {"headers": {"X-Api-Key": key, "Authorization": f"Bearer {token}"}}
    changes = (
        FieldChange("config", Why.ours, config, Known({**config, "url": "https://hooks.lanterns.io/orders"}), config),
        FieldChange(
            "systemPrompt", Why.conflict, f"Use Bearer {token}.\nNow.", Known(f"Say Bearer {token}.\n"), ABSENT
        ),
    )
    plan = Plan((replace(PLAN.items[1], changes=changes),))
    for format in FORMATS.values():
        answer = format(plan, "local", None)
        lines = answer if isinstance(answer, list) else [answer]
        shown = "\n".join(str(line) for line in lines)
        assert key not in shown
        assert token not in shown

"""The config of a tool: any file, any base, any remote. It is sent whole, and an update removes what is not sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.json_value import JsonValue
from personactl.sync.plan.field_change import Why
from personactl.sync.plan.leaf_decisions import Decisions, Sides
from personactl.sync.plan.resource_diff import diff_resource, unmet
from personactl.sync.values.field_paths import field_of, fingerprints, is_secret_header, leaves, nested, same_value
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import SHAPES

SHAPE = SHAPES["tool"]
VALUES: dict[str, tuple[JsonValue, ...]] = {
    "description": ("one", "two"),
    "disableInterruptions": (True, False),
    "type": ("CLIENT", "SERVER_WEBHOOK"),
    "config.url": ("https://a.example", "https://b.example"),
    "config.method": ("GET", "POST"),
    "config.headers.A": ("1", "2"),
    "config.headers.B.C": ("1", {"env": "TOKEN", "prefix": "Bearer "}),
    "config.awaitResult": (True, False),
}
_leaf_sets = st.fixed_dictionaries({}, optional={path: st.sampled_from(values) for path, values in VALUES.items()})


@dataclass(frozen=True)
class Case:
    file: Mapping[str, JsonValue]
    base: Mapping[str, JsonValue]
    held: Mapping[str, JsonValue]
    moved: bool


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    base, moved = draw(_leaf_sets), draw(st.booleans())
    held = draw(_leaf_sets) if moved else {**draw(_leaf_sets), **base}
    return Case(draw(_leaf_sets), base, _resolved(held), moved)


def _resolved(held: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What the platform holds: the secret, where a file has a reference."""
    return {path: "Bearer hush" if is_secret_header(path, value) else value for path, value in held.items()}


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_writes_are_stored_removals_are_gone_and_the_rest_stays(case: Case) -> None:
    diff = diff_resource(_sides(case.file, fingerprints(case.base), case.held, moved=case.moved))
    if diff.has(Why.conflict):
        return
    after = _written(case.held, diff.write.send)
    assert unmet(diff.write, _read(after)) == ()
    assert not diff.write.removed.keys() & after.keys()
    for path, value in case.held.items():
        foreign = path not in case.file and path not in case.base
        if foreign and not ("type" in diff.write.send and field_of(path) == "config"):
            assert same_value(path, after.get(path), value), "a key that nobody here manages was lost"
    for change in diff.changes:
        if change.why is Why.theirs:
            assert same_value(change.path, after.get(change.path), case.held.get(change.path))


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_a_second_push_has_nothing_to_write(case: Case) -> None:
    diff = diff_resource(_sides(case.file, fingerprints(case.base), case.held, moved=case.moved), {}, Decisions("ours"))
    after = _written(case.held, diff.write.send)
    again = diff_resource(_sides(case.file, diff.write.record, after, moved=not diff.write.settled))
    assert (again.write.send, again.write.removed, again.has(Why.conflict)) == ({}, {}, False)


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_a_removal_that_the_platform_ignores_is_noticed(case: Case) -> None:
    diff = diff_resource(_sides(case.file, fingerprints(case.base), case.held, moved=case.moved), {}, Decisions("ours"))
    merged = {**case.held, **_resolved(leaves(nested(diff.write.send), SHAPE))}
    assert set(unmet(diff.write, _read(merged))) == set(diff.write.removed)


def _sides(
    file: Mapping[str, JsonValue], base: Mapping[str, str], held: Mapping[str, JsonValue], *, moved: bool
) -> Sides:
    return Sides(file, base, {}, _read(held), moved, SHAPE)


def _written(held: Mapping[str, JsonValue], send: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """A config that is sent replaces the old one."""
    sent = _resolved(leaves(nested(send), SHAPE))
    whole = {field_of(path) for path in send} & SHAPE.options
    return {**{path: value for path, value in held.items() if field_of(path) not in whole}, **sent}


def _read(held: Mapping[str, JsonValue]) -> Observed:
    return Observed("id", "tool", "date", held, frozenset(field_of(path) for path in VALUES))

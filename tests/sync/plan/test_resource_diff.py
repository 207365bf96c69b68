"""Any file, any base, any remote: the write of a diff loses nothing of anybody.

The platform is modelled in both ways that the contract leaves open: a write may merge or replace an option object, and
a new voice resets the voice's options unless they are sent along.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.json_value import JsonValue
from personactl.state.project_settings import OnDrift
from personactl.sync.plan.field_change import Why
from personactl.sync.plan.leaf_decisions import Decisions, Sides, decided_leaves
from personactl.sync.plan.resource_diff import ResourceDiff, diff_resource, remembered_others, unmet
from personactl.sync.values.field_paths import field_of, fingerprints, same_value
from personactl.sync.values.observed import Observed
from personactl.sync.values.omitted_fields import is_default
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT

SHAPE = SHAPES["persona"]
SILENT = "initialMessage"
VALUES: dict[str, tuple[JsonValue, ...]] = {
    "name": ("Cara", "Clara", "Kara"),
    "description": ("", "one", "two"),
    "skipGreeting": (True, False),
    "voiceId": ("voice-1", "voice-2"),
    "toolIds": ([], ["a"], ["a", "b"]),
    SILENT: (None, "Hello.", "Hi."),
    "voiceGenerationOptions.speed": (0.9, 1, 1.1),
    "voiceGenerationOptions.stability": (0.25, 0.5),
    "voiceDetectionOptions.endOfSpeechSensitivity": (0, 0.5, 1),
    "voiceDetectionOptions.speechEnhancementLevel": (0, 0.5, 1),
}
_leaf_sets = st.fixed_dictionaries({}, optional={path: st.sampled_from(values) for path, values in VALUES.items()})


_on_drift: st.SearchStrategy[OnDrift] = st.sampled_from(["leave", "ours"])


@dataclass(frozen=True)
class Case:
    file: Mapping[str, JsonValue]
    base: Mapping[str, JsonValue]
    held: Mapping[str, JsonValue]
    others: Mapping[str, JsonValue] | None
    moved: bool

    def sides(self) -> Sides:
        others = None if self.others is None else fingerprints(self.others)
        return Sides(self.file, fingerprints(self.base), {}, _read(self.held), self.moved, SHAPE, others)


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    """A remote that has not changed still holds everything that was pushed."""
    base, moved = draw(_leaf_sets), draw(st.booleans())
    held = draw(_leaf_sets) if moved else {**draw(_leaf_sets), **base}
    return Case(draw(_leaf_sets), base, held, draw(st.none() | _leaf_sets), moved)


@settings(max_examples=400, deadline=None)
@given(_cases(), st.booleans())
def test_what_is_sent_is_stored_and_changes_of_others_stay(case: Case, merging: bool) -> None:
    diff = diff_resource(case.sides())
    if diff.has(Why.conflict):
        return
    after = _written(case.held, diff.write.send, merging=merging)
    assert unmet(diff.write, _read(after)) == ()
    if "voiceId" in diff.write.send:
        assert not any(field_of(path) == "voiceGenerationOptions" for path in _theirs(diff)), "it would be reset"
    for change in diff.changes:
        if change.why is Why.theirs:
            assert same_value(change.path, after.get(change.path), case.held.get(change.path))
    reset = {"voiceGenerationOptions"} if "voiceId" in diff.write.send else set()
    for path, value in case.held.items():
        if path not in case.file and path not in case.base and field_of(path) not in reset:
            assert same_value(path, after.get(path), value), "a field that nobody here manages was lost"


@settings(max_examples=400, deadline=None)
@given(_cases(), st.booleans(), st.sampled_from(["ours", "theirs"]), _on_drift)
def test_a_second_push_has_nothing_to_write(case: Case, merging: bool, winner: str, on_drift: OnDrift) -> None:
    diff = diff_resource(case.sides(), {}, Decisions("ours" if winner == "ours" else "theirs", on_drift))
    assert not diff.has(Why.conflict)
    after = _written(case.held, diff.write.send, merging=merging)
    again = diff_resource(_sides_after(case, diff, after), {}, Decisions(on_drift=on_drift))
    if on_drift == "leave" or not _removed_and_theirs(case, diff):
        assert again.write.send == {}
        assert not again.has(Why.conflict)
    if on_drift == "leave":
        assert _theirs(again) == _theirs(diff)
    elif winner == "ours":
        assert set(again.left_alone) == set(diff.left_alone)


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_a_change_is_shown_for_everything_that_is_sent(case: Case) -> None:
    diff = diff_resource(case.sides())
    if diff.has(Why.conflict):
        return
    shown = {change.path for change in diff.changes if change.sent is not ABSENT}
    for path, value in diff.write.send.items():
        kept = path in case.held and same_value(path, value, case.held[path])
        assert path in shown or kept or field_of(path) in SHAPE.options


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_only_what_has_a_default_is_cleared(case: Case) -> None:
    for change in diff_resource(case.sides(), {}, Decisions(on_drift="ours")).changes:
        if change.file is ABSENT and change.sent is not ABSENT:
            assert change.sent == SHAPE.cleared_by[change.path]


@settings(max_examples=400, deadline=None)
@given(_cases(), st.booleans())
def test_overruled_drift_ends_as_the_file_says_and_the_rest_is_named(case: Case, merging: bool) -> None:
    diff = diff_resource(case.sides(), {}, Decisions("ours", "ours"))
    after = _written(case.held, diff.write.send, merging=merging)
    overruled = {change.path for change in diff.changes if change.why is Why.overruled}
    for path in overruled:
        wanted = case.file.get(path)
        assert same_value(path, after.get(path), wanted) or is_default(path, after.get(path), SHAPE)
    drift = {leaf.path for leaf in decided_leaves(case.sides(), Decisions()) if leaf.drift}
    assert drift <= overruled | set(diff.left_alone)
    for path in diff.left_alone:
        assert path not in case.file
        assert same_value(path, after.get(path), case.held[path])


def _theirs(diff: ResourceDiff) -> set[str]:
    return {change.path for change in diff.changes if change.why is Why.theirs}


def _removed_and_theirs(case: Case, diff: ResourceDiff) -> set[str]:
    """The fields that the file no longer sets and that they won: from then on these are drift like any other."""
    return {change.path for change in diff.changes if change.why is Why.theirs and change.path not in case.file}


def _sides_after(case: Case, diff: ResourceDiff, held: Mapping[str, JsonValue]) -> Sides:
    """The sides of the next push, with what this one recorded."""
    write, remote = diff.write, _read(held)
    others = remembered_others(remote, write, SHAPE)
    return Sides(case.file, write.record, {}, remote, not write.settled, SHAPE, others)


def _written(held: Mapping[str, JsonValue], send: Mapping[str, JsonValue], *, merging: bool) -> dict[str, JsonValue]:
    reset = {"voiceGenerationOptions"} if send.get("voiceId", held.get("voiceId")) != held.get("voiceId") else set()
    whole = set() if merging else {field_of(path) for path in send if field_of(path) in SHAPE.options}
    kept = {path: value for path, value in held.items() if field_of(path) not in reset | whole}
    return {**kept, **send}


def _read(held: Mapping[str, JsonValue]) -> Observed:
    """A read returns every field except one."""
    values = {path: value for path, value in held.items() if path != SILENT and value is not None}
    return Observed("id", "Cara", "date", values, frozenset(field_of(path) for path in VALUES if path != SILENT))

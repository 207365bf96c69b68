"""Any file, any base, any remote: what a judgement sends can be carried out without anybody losing anything.

The platform is modelled where the contract leaves it open: an option object may be merged or replaced by a write, and
a new voice resets the voice's options unless they are sent along.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.json_value import JsonValue
from personactl.sync.plan.plan import Why
from personactl.sync.plan.resource_diff import ResourceDiff, Sides, diff_resource, unmet
from personactl.sync.values.field_paths import alike, fingerprints, top
from personactl.sync.values.observed import Observed
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


@dataclass(frozen=True)
class Case:
    file: Mapping[str, JsonValue]
    base: Mapping[str, JsonValue]
    held: Mapping[str, JsonValue]
    moved: bool

    def sides(self) -> Sides:
        return Sides(self.file, fingerprints(self.base), {}, _read(self.held), self.moved, SHAPE)


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    """A remote that did not move still holds everything that was pushed."""
    base, moved = draw(_leaf_sets), draw(st.booleans())
    held = draw(_leaf_sets) if moved else {**draw(_leaf_sets), **base}
    return Case(draw(_leaf_sets), base, held, moved)


@settings(max_examples=400, deadline=None)
@given(_cases(), st.booleans())
def test_what_is_sent_holds_and_what_is_theirs_stays(case: Case, merging: bool) -> None:
    judged = diff_resource(case.sides(), {}, None)
    if judged.has(Why.conflict):
        return
    after = _written(case.held, judged.write.send, merging=merging)
    assert unmet(judged.write, _read(after)) == ()
    if "voiceId" in judged.write.send:
        assert not any(top(path) == "voiceGenerationOptions" for path in _theirs(judged)), "it would be reset"
    for change in judged.changes:
        if change.why is Why.theirs:
            assert alike(change.path, after.get(change.path), case.held.get(change.path))
    reset = {"voiceGenerationOptions"} if "voiceId" in judged.write.send else set()
    for path, value in case.held.items():
        if path not in case.file and path not in case.base and top(path) not in reset:
            assert alike(path, after.get(path), value), "a field that nobody here manages was lost"


@settings(max_examples=400, deadline=None)
@given(_cases(), st.booleans(), st.sampled_from(["ours", "theirs"]))
def test_a_second_push_has_nothing_to_write(case: Case, merging: bool, winner: str) -> None:
    judged = diff_resource(case.sides(), {}, "ours" if winner == "ours" else "theirs")
    assert not judged.has(Why.conflict)
    after = _written(case.held, judged.write.send, merging=merging)
    again = diff_resource(
        Sides(case.file, judged.write.record, {}, _read(after), not judged.write.settled, SHAPE), {}, None
    )
    assert again.write.send == {}
    assert not again.has(Why.conflict)
    assert _theirs(again) == _still_theirs(judged, case)


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_a_change_is_shown_for_everything_that_is_sent(case: Case) -> None:
    judged = diff_resource(case.sides(), {}, None)
    if judged.has(Why.conflict):
        return
    shown = {change.path for change in judged.changes if change.sent is not ABSENT}
    for path, value in judged.write.send.items():
        kept = path in case.held and alike(path, value, case.held[path])
        assert path in shown or kept or top(path) in SHAPE.options


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_only_what_has_a_default_is_cleared(case: Case) -> None:
    for change in diff_resource(case.sides(), {}, None).changes:
        if change.file is ABSENT and change.sent is not ABSENT:
            assert change.sent == SHAPE.cleared_by[change.path]


def _theirs(judged: ResourceDiff) -> set[str]:
    return {change.path for change in judged.changes if change.why is Why.theirs}


def _still_theirs(judged: ResourceDiff, case: Case) -> set[str]:
    """What was left to the platform is still shown as theirs, as long as the file speaks of it at all."""
    return {path for path in _theirs(judged) if path in case.file}


def _written(held: Mapping[str, JsonValue], send: Mapping[str, JsonValue], *, merging: bool) -> dict[str, JsonValue]:
    reset = {"voiceGenerationOptions"} if send.get("voiceId", held.get("voiceId")) != held.get("voiceId") else set()
    whole = set() if merging else {top(path) for path in send if top(path) in SHAPE.options}
    kept = {path: value for path, value in held.items() if top(path) not in reset | whole}
    return {**kept, **send}


def _read(held: Mapping[str, JsonValue]) -> Observed:
    """A read shows every field but one."""
    values = {path: value for path, value in held.items() if path != SILENT and value is not None}
    return Observed("id", "Cara", "date", values, frozenset(top(path) for path in VALUES if path != SILENT))

"""A plan with every action, every reason and values that are hard to print, and a list of every outcome."""

from personactl.errors import RejectedError
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.state.lock import LockEntry
from personactl.sync.apply.outcome import Done, Failed, Outcome, Skipped
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.plan import (
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    DriftRefused,
    Item,
    Missing,
    NameTaken,
    NotOurs,
    Plan,
    Replace,
    Unchanged,
    Update,
    Write,
)
from personactl.sync.values.three_way import ABSENT, Absent, Known, Remote, Unverifiable

LONG = "A sentence that goes on and on, and does not come to its end before the line is full."
PROMPT = "# Personality\nYou are Julia.\n\n# Tone\nBe brief.\n"
NOTHING = Write({}, {}, {}, {})


def persona(key: str) -> Address:
    return Address("persona", key)


def mine(path: str, old: JsonValue, new: JsonValue) -> FieldChange:
    return FieldChange(path, Why.ours, new, Known(old), new)


def theirs(path: str, file: JsonValue | Absent, remote: JsonValue) -> FieldChange:
    return FieldChange(path, Why.theirs, file, Known(remote), ABSENT)


def conflict(path: str, file: JsonValue | Absent, remote: Remote) -> FieldChange:
    return FieldChange(path, Why.conflict, file, remote, ABSENT)


PLAN = Plan(
    (
        Item(
            persona("adopted"),
            "personas/adopted.yaml",
            "Adopted",
            Adopt("id-adopted", "2026-11-22T10:00:00.000Z", NOTHING),
            (
                mine("toolIds", ["id-old-tool", "b"], ["b", "personactl:tool/open_calendar"]),
                mine("zones", ["a", "b"], ["b", "a"]),
            ),
            ("toolIds replaces the whole set: id-old-tool will be detached",),
        ),
        Item(
            persona("both"),
            "personas/both.yaml",
            "Both",
            Conflict("id-both"),
            (
                conflict("description", "mine", Known("theirs")),
                conflict("systemPrompt", PROMPT, Known(PROMPT.replace("brief", "kind") + "And slow.\n")),
                conflict("skipGreeting", ABSENT, Known(True)),
            ),
        ),
        Item(
            persona("changed"),
            "personas/changed.yaml",
            "Changed",
            Update("id-changed", "2026-11-22T10:00:00.000Z", NOTHING),
            (
                mine("description", None, "[bold]Front[/bold] \x1b[31mdesk\x1b[0m \u202egnirts"),
                mine("systemPrompt", PROMPT, PROMPT.replace("Julia", "Juliane")),
                mine("name", "東京カラ", "東京カラ "),
                FieldChange("initialMessage", Why.ours, "Good day!", Unverifiable(), "Good day!"),
                FieldChange("skipGreeting", Why.ours, ABSENT, Known(True), False),
                FieldChange("languageCode", Why.left, ABSENT, Known("fr"), ABSENT),
                mine("voiceDetectionOptions.endOfSpeechSensitivity", 0.5, 0.75),
                mine("voiceDetectionOptions.silenceBeforeSkipTurnSeconds", None, 15),
                theirs("voiceGenerationOptions.speed", 1, 1.2),
                mine("widgetConfig.allowedOrigins", None, [f"https://{number}.example.com" for number in range(9)]),
            ),
            ("a new voiceId resets voiceGenerationOptions: sent together in one request",),
            ("uninterruptibleGreeting",),
        ),
        Item(
            persona("drifted"),
            "personas/drifted.yaml",
            "Drifted",
            Drift("id-d", None),
            (theirs("description", LONG, LONG.replace("full", "over")), theirs("name", "Drifted", LONG)),
        ),
        Item(
            persona("edited"),
            "personas/edited.yaml",
            "Edited",
            DriftRefused("id-e"),
            (theirs("description", "Edited", "Changed"), theirs("systemPrompt", ABSENT, PROMPT)),
        ),
        Item(persona("gone"), "personas/gone.yaml", "Gone", Missing("id-gone")),
        Item(
            persona("new"),
            "personas/new.yaml",
            "New",
            Create(NOTHING),
            (
                mine("name", None, "New"),
                mine("systemPrompt", None, PROMPT),
                mine("initialMessage", None, LONG),
                mine("skipGreeting", None, True),
                mine(
                    "toolIds",
                    None,
                    [f"personactl:tool/{name}" for name in ("open_calendar", "say_the_opening_hours", "ring")],
                ),
            ),
        ),
        Item(
            persona("overruled"),
            "personas/overruled.yaml",
            "Overruled",
            Update("id-o", "2026-11-22T10:00:00.000Z", NOTHING),
            (
                FieldChange("description", Why.overruled, "Ours", Known("Theirs"), "Ours"),
                FieldChange("skipGreeting", Why.overruled, ABSENT, Known(True), False),
                theirs("languageCode", ABSENT, "fr"),
            ),
            ("stays as it is on the platform, because no update can unset it: languageCode",),
            cannot_reset=("languageCode",),
        ),
        Item(persona("same-1"), "personas/same-1.yaml", "Same", Unchanged("id-1", None)),
        Item(
            persona("same-2"),
            "personas/same-2.yaml",
            "Same",
            Unchanged("id-2", LockEntry("id-2", {}, {}, "2026-11-22T10:00:00.000Z")),
            trusted=("initialMessage",),
        ),
        Item(persona("taken"), "personas/taken.yaml", "Taken", NameTaken(("id-x", "id-y"))),
        Item(persona("theirs"), "personas/theirs.yaml", "Theirs", NotOurs("id-z"), remote_name="Support"),
        Item(
            Address("document", "store-faq/hours.md"),
            "knowledge/store-faq.yaml",
            "hours.md",
            Replace("id-hours", "2026-11-22T10:00:00.000Z", NOTHING),
            (FieldChange("content", Why.ours, "f00d", Unverifiable(), "f00d"),),
        ),
        Item(Address("tool", "old_tool"), "", "old_tool", Delete("id-old-tool", "2026-11-22T10:00:00.000Z")),
    )
)

OUTCOMES = (
    Outcome(persona("adopted"), "personas/adopted.yaml", "Adopted", Done("adopted", "id-adopted")),
    Outcome(
        persona("broken"),
        "personas/broken.yaml",
        "Broken",
        Failed(RejectedError("the platform said\n\x1b[31mno\x1b[0m", where="PUT [link]", hint="correct it")),
    ),
    Outcome(persona("changed"), "personas/changed.yaml", "Changed", Done("updated", "id-changed", ("initialMessage",))),
    Outcome(persona("drifted"), "personas/drifted.yaml", "Drifted", Done("left", "id-d")),
    Outcome(persona("late"), "personas/late.yaml", "Late", Skipped("The platform refused the key")),
    Outcome(persona("new"), "personas/new.yaml", "New", Done("created", "id-new", ("initialMessage",))),
    Outcome(persona("same-1"), "personas/same-1.yaml", "Same", Done("unchanged", "id-1")),
)

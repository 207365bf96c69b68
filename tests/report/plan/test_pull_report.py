"""A pull as text and as JSON, with every status once."""

from msgspec.structs import replace

from personactl.errors import UsageError
from personactl.persona.project_resource import Address
from personactl.report.plan.pull_report import pull_json, pull_summary, pull_text
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.pull.pull_result import FilePull, Pull, PulledItem, PullStatus, TakenField
from personactl.sync.values.three_way import ABSENT, Known

_BOTH = FieldChange("description", Why.conflict, "mine", Known("theirs"), ABSENT)
_TROUBLE = UsageError("it cannot be expressed", where="personas/x.yaml", hint="write it by hand")


def _one(key: str, status: PullStatus) -> PulledItem:
    return PulledItem(Address("persona", key), f"personas/{key}.yaml", key.title(), status)


_PULL = Pull(
    (
        FilePull(
            (
                replace(_one("ann", PullStatus.created), unseen=("initialMessage",)),
                _one("ben", PullStatus.created),
                replace(
                    _one("cara", PullStatus.updated),
                    taken=(TakenField("name", "Cara", "Nora"), TakenField("voiceId", "v", ABSENT)),
                ),
                replace(_one("dora", PullStatus.kept), kept=("name", "description")),
                replace(_one("eve", PullStatus.conflict), conflicts=(_BOTH,)),
                _one("finn", PullStatus.gone),
                replace(_one("gus", PullStatus.failed), error=_TROUBLE),
                _one("hal", PullStatus.learned),
                _one("ida", PullStatus.unchanged),
            )
        ),
    )
)

_TEXT = """\
+ ann  personas/ann.yaml  new file
+ ben  personas/ben.yaml  new file

~ cara  personas/cara.yaml  updated
    name     Cara → Nora  (theirs)
    voiceId  v → (not set)  (theirs)

> dora  personas/dora.yaml  the file has changes that are not pushed; left unchanged
  local changes, not pushed yet: name, description

! eve  personas/eve.yaml  conflict: changed in the file and on the platform
    description  file:     mine  (conflict)
                 platform: theirs

- finn  personas/finn.yaml  missing: deleted on the platform; the file was kept

✗ gus  personas/gus.yaml  failed
  why: it cannot be expressed
  where: personas/x.yaml
  next: write it by hand

= hal, ida

  the platform does not return these fields; add them to the new files if they were set: initialMessage"""


def test_every_status_has_its_text() -> None:
    assert "\n".join(line.plain for line in pull_text(_PULL)) == _TEXT
    wanted = "2 new, 1 updated, 1 to update, 1 conflict, 1 missing, 1 failed, 2 in sync"
    assert pull_summary(_PULL) == wanted
    assert pull_summary(Pull(())) == "nothing to pull"


def test_json_has_one_shape() -> None:
    document = pull_json(_PULL, written=True)
    items = document["items"]
    assert isinstance(items, list)
    keys = [
        "kind",
        "key",
        "path",
        "name",
        "outcome",
        "taken",
        "conflicts",
        "kept",
        "unverifiable",
        "notes",
        "markers",
        "error",
    ]
    assert [list(item) for item in items if isinstance(item, dict)] == [keys] * 9
    assert document["counts"] == {
        "created": 2,
        "updated": 1,
        "learned": 1,
        "unchanged": 1,
        "kept": 1,
        "conflict": 1,
        "gone": 1,
        "merged": 0,
        "marked": 0,
        "failed": 1,
    }


def test_items_of_a_list_are_shown_by_name() -> None:
    taken = TakenField("toolIds", ["id-none"], ["id-ring"])
    item = PulledItem(Address("persona", "cara"), "cara.yaml", "Cara", PullStatus.updated, (taken,))
    pull = Pull((FilePull((item,)),), {"id-ring": Address("tool", "ring")})
    assert [line.plain for line in pull_text(pull)][-2:] == ["      - id-none", "      + tool ring"]

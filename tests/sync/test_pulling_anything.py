"""After a pull a diff is empty, whatever the platform holds."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.api.client import Client
from personactl.api.personas import create_persona, list_personas, update_persona
from personactl.api.tools import create_tool
from personactl.json_value import JsonObject, JsonValue
from personactl.sync.pulling.pulled import Fate
from tests.sync.bench import ADAMS_VOICE, CARA, CARAS_VOICE, JULIA
from tests.sync.pulling_bench import PullingBench, pulling_bench

_CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    "  \n\n\r\t:#-'\"\\|>{}[]&*!%@`é🙂\u2028\x85\ufeff"
)
_TEXTS = st.text(_CHARACTERS, max_size=60) | st.sampled_from(
    [
        "no",
        "12:30",
        "~",
        "a\n\n  b\n",
        "x\r\ny",
        "<!-- personactl: ignore[P411] -->",
        "# a\n\n- b\n\n\n",
        " lead",
        "trail ",
    ]
)
_NAMES = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" -_.'"), min_size=1, max_size=12).filter(
    lambda name: bool(name.strip())
)
_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "endOfSpeechSensitivity": st.floats(0, 1) | st.sampled_from([0, 1]),
        "silenceBeforeSkipTurnSeconds": st.integers(0, 900),
    },
)
_PERSONAS = st.fixed_dictionaries(
    {
        "name": _NAMES,
        "avatarId": st.sampled_from([CARA, JULIA]),
        "voiceId": st.sampled_from([CARAS_VOICE, ADAMS_VOICE]),
    },
    optional={
        "description": _TEXTS,
        "systemPrompt": _TEXTS,
        "skipGreeting": st.booleans(),
        "languageCode": st.sampled_from(["no", "en", "de"]),
        "voiceDetectionOptions": _OPTIONS,
    },
)
_TOOLS = st.fixed_dictionaries(
    {
        "name": st.from_regex(r"[a-zA-Z0-9_.-]{1,12}", fullmatch=True),
        "description": _TEXTS.filter(lambda text: bool(text.strip())),
        "type": st.just("CLIENT"),
    },
    optional={
        "config": st.fixed_dictionaries(
            {"parameters": st.dictionaries(_TEXTS, st.none() | st.integers() | _TEXTS, max_size=3)}
        )
    },
)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(_PERSONAS, max_size=3, unique_by=lambda one: str(one["name"])),
    st.lists(_TOOLS, max_size=2, unique_by=lambda one: str(one["name"])),
    st.lists(_PERSONAS, min_size=3, max_size=3),
)
def test_after_a_pull_a_diff_is_empty(
    personas: list[JsonObject], tools: list[JsonObject], later: list[JsonObject]
) -> None:
    with TemporaryDirectory() as folder, pulling_bench(Path(folder)) as bench:
        bench.do(lambda client: _fill(client, personas, tools))
        _pull_all(bench)
        bench.do(lambda client: _change(client, later))
        _pull_all(bench)
        before = _contents(bench.root)
        _pull_all(bench)
        assert _contents(bench.root) == before


def _pull_all(bench: PullingBench) -> None:
    pull = bench.pull(everything=True)
    assert [item for item in pull.items if item.fate in {Fate.failed, Fate.conflict}] == []
    assert bench.differing() == []


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


async def _fill(client: Client, personas: list[JsonObject], tools: list[JsonObject]) -> None:
    ids: list[JsonValue] = [(await create_tool(client, tool)).id for tool in tools]
    for number, persona in enumerate(personas):
        await create_persona(client, {**persona, "toolIds": ids[: number + 1]})


async def _change(client: Client, later: list[JsonObject]) -> None:
    rows = [row async for row in list_personas(client)]
    for row, fields in zip(rows, later, strict=False):
        await update_persona(client, row.id, {name: value for name, value in fields.items() if name != "name"})

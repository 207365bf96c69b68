"""A run undone: the platform as before, the lock still at what was pushed, and dependants point to what came back."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from personactl.api.client import Client
from personactl.errors import ConflictError, StorageError
from personactl.json_value import JsonValue
from personactl.persona.resource import Address
from personactl.state.history import About, Kept, Run, content_path, find_run, kept_in
from personactl.state.recording import recording
from personactl.sync.applying import apply
from personactl.sync.choices import Choices
from personactl.sync.ledger import Ledger
from personactl.sync.needs import with_needs
from personactl.sync.outcome import Done, Outcome, raise_for
from personactl.sync.plan import Drift, Plan, Unchanged
from personactl.sync.preparing import prepare
from personactl.sync.processing import Patience
from personactl.sync.rolling_back import Past, expected_now, past_of, rollback_plan, wanted_again
from personactl.sync.safety import refuse_unsafe
from tests.sync.bench import ADAMS_VOICE, LUCYS_VOICE, NOW, ORIGIN, Bench, read_secret

CARA = Address("persona", "cara")
TOOL = Address("tool", "open_calendar")


@dataclass
class Times:
    """Runs of the bench with a history, and their undoing."""

    bench: Bench
    folder: Path

    def push(self, choices: Choices | None = None) -> Run | None:
        """None where nothing was overwritten."""
        self.bench.kept.clear()
        raise_for(tuple(self.bench.push(choices=choices).values()))
        return self._recorded("push")

    def plan(self, run: Run, choices: Choices | None = None, only: str = "") -> Plan:
        return self.bench.run(lambda client: self._planned(client, run, choices or Choices(), only))

    def back(self, run: Run, choices: Choices | None = None, only: str = "") -> tuple[Outcome, ...]:
        self.bench.kept.clear()
        outcomes = self.bench.run(lambda client: self._applied(client, run, choices or Choices(), only))
        self._recorded("rollback", run.number)
        return outcomes

    async def _applied(self, client: Client, run: Run, choices: Choices, only: str) -> tuple[Outcome, ...]:
        bench = self.bench
        plan = await self._planned(client, run, choices, only)
        refuse_unsafe(plan)
        return await apply(
            plan,
            client,
            Ledger(bench.lock_path, "test", ORIGIN),
            now=lambda: NOW,
            keep=bench.keep,
            read_secret=read_secret,
            patience=Patience(sleep=bench.clock.sleep),
        )

    async def _planned(self, client: Client, run: Run, choices: Choices, only: str) -> Plan:
        bench = self.bench
        secrets = {one.address: one.secret for one in bench.resources if one.secret is not None}
        past = past_of(self.folder, run, secrets)
        wanted = wanted_again(run, kept_in(run), past, bench.locked)
        if only:
            wanted = with_needs({one.address for one in wanted if one.address.key == only}, wanted)
        block = expected_now(wanted, past, bench.locked)
        plan = await prepare(client, wanted, None, block, choices, root=bench.folder)
        return rollback_plan(plan, run, past, bench.locked)

    def _recorded(self, command: str, undoes: int | None = None) -> Run | None:
        with recording(self.folder, About(NOW, command, "test", ORIGIN, undoes)) as recorder:
            for one in self.bench.kept:
                kept = Kept(one.address, one.remote_id, one.name, one.updated_at, one.values, one.deed)
                recorder.keep(kept, one.content)
        return None if recorder.number is None else find_run(self.folder, recorder.number)


@pytest.fixture
def times(bench: Bench, tmp_path: Path) -> Times:
    return Times(bench, tmp_path / "history")


def test_an_update_is_undone_and_the_next_push_leaves_it_alone(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one", initialMessage="Hello.", skipGreeting=True)
    assert times.push() is None
    bench.write("cara", description="two", initialMessage="Hi.", skipGreeting=False)
    run = _some(times.push())
    (outcome,) = times.back(run)
    assert isinstance(outcome.result, Done)
    held = bench.stored()["Cara"]
    assert (held["description"], held["skipGreeting"]) == ("one", True)
    assert held["initialMessage"] == "Hi.", "no read shows it, so it was not kept and stays"
    item = bench.item("cara")
    assert isinstance(item.action, Drift)
    assert [change.path for change in item.changes] == ["description", "skipGreeting"]
    bench.push()
    assert bench.stored()["Cara"]["description"] == "one"


def test_a_field_that_the_run_added_is_cleared_where_it_can_be(times: Times) -> None:
    bench = times.bench
    bench.write("cara")
    times.push()
    bench.write("cara", skipGreeting=True, languageCode="de")
    run = _some(times.push())
    (item,) = times.plan(run).items
    assert [change.path for change in item.changes] == ["skipGreeting"]
    assert any("can't be cleared: languageCode" in note for note in item.notes)
    raise_for(times.back(run))
    assert bench.stored()["Cara"]["skipGreeting"] is False


def test_the_language_that_only_a_list_tells_comes_back(times: Times) -> None:
    bench = times.bench
    for key in ("cara", "julia"):
        bench.write(key, languageCode="de")
    times.push()
    bench.write("cara", languageCode="fr")
    (bench.folder / "julia.yaml").unlink()
    run = _some(times.push(Choices(prune=True)))
    raise_for(times.back(run))
    assert [fields["languageCode"] for fields in bench.stored().values()] == ["de", "de"]


def test_a_voice_comes_back_with_its_options(times: Times) -> None:
    bench = times.bench
    bench.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"stability": 0.5})
    times.push()
    bench.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions={"stability": 0.9})
    raise_for(times.back(_some(times.push())))
    held = bench.stored()["Cara"]
    assert (held["voiceId"], held["voiceGenerationOptions"]) == (LUCYS_VOICE, {"stability": 0.5})


def test_a_rollback_can_be_rolled_back(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one")
    times.push()
    bench.write("cara", description="two")
    run = _some(times.push())
    times.back(run)
    times.back(find_run(times.folder, run.number + 1))
    assert bench.stored()["Cara"]["description"] == "two"
    assert isinstance(bench.item("cara").action, Unchanged)


def test_a_rollback_that_is_done_already_has_nothing_to_do(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one")
    times.push()
    bench.write("cara", description="two")
    run = _some(times.push())
    times.back(run)
    assert [type(item.action) for item in times.plan(run).items] == [Unchanged]
    times.back(run)
    assert isinstance(bench.item("cara").action, Drift)


def test_what_somebody_changed_since_is_a_conflict(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one")
    times.push()
    bench.write("cara", description="two")
    run = _some(times.push())
    bench.app.change(bench.locked.resources[CARA].remote_id, description="three")
    with pytest.raises(ConflictError):
        times.back(run)
    assert bench.stored()["Cara"]["description"] == "three"
    raise_for(times.back(run, Choices(on_conflict="ours")))
    assert bench.stored()["Cara"]["description"] == "one"


def test_a_change_from_elsewhere_to_what_is_wanted_again_is_a_conflict_too(times: Times) -> None:
    """The lock says what is wanted, so that nothing here seems to have moved."""
    bench = times.bench
    for text in ("one", "two", "one"):
        bench.write("cara", description=text)
        times.push()
    bench.app.change(bench.locked.resources[CARA].remote_id, description="three")
    with pytest.raises(ConflictError):
        times.back(find_run(times.folder, 1))
    assert bench.stored()["Cara"]["description"] == "three"


def test_a_later_run_that_wrote_to_it_too_is_named(times: Times) -> None:
    bench = times.bench
    runs = []
    for text in ("one", "two", "three"):
        bench.write("cara", description=text)
        runs.append(times.push())
    (item,) = times.plan(_some(runs[1])).items
    assert any("run 2 wrote to it after run 1" in note for note in item.notes)


def test_what_was_deleted_comes_back_and_dependants_point_to_it(times: Times) -> None:
    bench = times.bench
    bench.write("cara", tools=["open_calendar"])
    bench.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    times.push()
    before = bench.locked.resources[TOOL].remote_id
    bench.write("cara")
    (bench.folder / "tools" / "open_calendar.yaml").unlink()
    run = _some(times.push(Choices(prune=True)))
    assert TOOL not in bench.locked.resources
    raise_for(times.back(run))
    after = bench.locked.resources[TOOL].remote_id
    assert after != before
    assert bench.stored()["Cara"]["toolIds"] == [after]
    times.push()
    assert bench.stored()["Cara"]["toolIds"] == [after]


def test_an_older_run_points_to_what_came_back_since(times: Times) -> None:
    """The tool had another id when that run was made."""
    bench = times.bench
    bench.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    bench.write("cara", tools=["open_calendar"])
    times.push()
    bench.write("cara")
    detached = _some(times.push())
    (bench.folder / "tools" / "open_calendar.yaml").unlink()
    deleted = _some(times.push(Choices(prune=True)))
    raise_for(times.back(deleted))
    raise_for(times.back(detached))
    assert bench.stored()["Cara"]["toolIds"] == [bench.locked.resources[TOOL].remote_id]


def test_a_deleted_persona_comes_back_alone_with_what_it_needs(times: Times) -> None:
    bench = times.bench
    for key in ("cara", "julia"):
        bench.write(key, description="kept")
    times.push()
    for key in ("cara", "julia"):
        (bench.folder / f"{key}.yaml").unlink()
    bench.write("finn")
    run = _some(times.push(Choices(prune=True)))
    raise_for(times.back(run, only="cara"))
    assert sorted(bench.stored()) == ["Cara", "Finn"]
    assert bench.stored()["Cara"]["description"] == "kept"
    bench.write("cara", description="kept")
    assert bench.plan().in_sync, "the file is back, and the lock knows its persona"


def test_a_replaced_document_comes_back_with_its_content(times: Times) -> None:
    bench = times.bench
    run = _replaced_document(times)
    raise_for(times.back(run))
    address = Address("document", "faq/hours.md")
    assert _content(bench, bench.locked.resources[address].remote_id) == b"We open at nine."
    assert not bench.locked.leftovers


def test_damaged_content_is_not_uploaded(times: Times) -> None:
    run = _replaced_document(times)
    kept = next(one for one in kept_in(run) if one.sha256 is not None)
    content_path(run, str(kept.sha256)).write_bytes(b"something else")
    with pytest.raises(StorageError, match="damaged"):
        wanted_again(run, kept_in(run), Past({}, {}, {}, {}), times.bench.locked)


def test_an_llm_comes_back_with_the_secret_that_its_file_names(times: Times) -> None:
    bench = times.bench
    llm: dict[str, JsonValue] = {
        "displayName": "Ours",
        "llmFormat": "openai",
        "modelName": "m-1",
        "secret": {"env": "OUR_KEY"},
    }
    bench.save("llms/ours.yaml", **llm, urls=[{"url": "https://llm.example/v1"}])
    times.push()
    bench.save("llms/ours.yaml", **{**llm, "modelName": "m-2"}, urls=[{"url": "https://llm.example/v1"}])
    run = _some(times.push())
    raise_for(times.back(run))
    item = bench.item("llm ours")
    assert isinstance(item.action, Drift)
    assert [change.path for change in item.changes] == ["modelName"]


def _replaced_document(times: Times) -> Run:
    bench = times.bench
    bench.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    bench.write("cara", knowledge=["faq"])
    (bench.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    times.push()
    (bench.folder / "knowledge" / "hours.md").write_bytes(b"We open at ten.")
    return _some(times.push())


def _content(bench: Bench, remote_id: str) -> bytes:
    from personactl.api.knowledge import download_document

    return bench.run(lambda client: download_document(client, remote_id))


def _some(run: Run | None) -> Run:
    assert run is not None
    return run

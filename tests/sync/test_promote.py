"""What one platform holds, on another: its ids exchanged, each target's own fields kept, the rest told."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from personactl.api.client import Client
from personactl.api.knowledge import download_document
from personactl.errors import ConflictError
from personactl.json_value import JsonValue
from personactl.persona.resource import Address, Resource
from personactl.state.lock import LockBlock
from personactl.sync.apply.apply import apply
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.outcome import Outcome, raise_for
from personactl.sync.apply.poll_policy import PollPolicy
from personactl.sync.plan.build import build_plan
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Item, Plan
from personactl.sync.plan.safety import refuse_unsafe
from personactl.sync.plan.wording import promotion
from personactl.sync.promote import (
    Destination,
    Promoted,
    Source,
    held_now,
    missing,
    promoted,
    promotion_plan,
    with_dependencies,
)
from tests.sync.workspace import ADAMS_VOICE, LUCYS_VOICE, NOW, ORIGIN, Workspace, open_workspace, read_secret

CARA = Address("persona", "cara")
TOOL = Address("tool", "open_calendar")
DOCUMENT = Address("document", "faq/hours.md")


@dataclass
class Road:
    """Two platforms, each with a project of its own; the files that both have are written to both."""

    staging: Workspace
    production: Workspace
    contents: Path

    def write(self, key: str, **fields: JsonValue) -> None:
        for workspace in (self.staging, self.production):
            workspace.write(key, **fields)

    def save(self, path: str, **fields: JsonValue) -> None:
        for workspace in (self.staging, self.production):
            workspace.save(path, **fields)

    def push(self) -> None:
        raise_for(tuple(self.staging.push().values()))

    def plan(self, choices: PlanOptions | None = None, only: Address | None = None) -> Plan:
        promotions = self.staging.run(lambda client: self._promotions(client, only))
        locked = self.production.locked
        return self.production.run(lambda client: self._planned(client, promotions, locked, choices or PlanOptions()))

    def promote(self, choices: PlanOptions | None = None, only: Address | None = None) -> None:
        plan = self.plan(choices, only)
        refuse_unsafe(plan)
        raise_for(self.production.run(lambda client: self._applied(client, plan)))

    def item(self, address: Address = CARA) -> Item:
        return next(item for item in self.plan().items if item.address == address)

    async def _promotions(self, client: Client, only: Address | None) -> tuple[Promoted, ...]:
        locked = self.staging.locked
        held = await held_now(client, locked, locked.resources, concurrency=4)
        source = Source("staging", locked, held, _by_address(self.staging))
        to = Destination(_by_address(self.production), self.production.locked)
        found = await promoted(source, to, client, self.contents)
        return with_dependencies(found, locked.resources.keys() if only is None else {only})

    async def _planned(
        self, client: Client, promotions: tuple[Promoted, ...], locked: LockBlock, choices: PlanOptions
    ) -> Plan:
        wanted = [one.resource for one in promotions]
        plan = await build_plan(client, wanted, None, locked, choices, root=self.production.folder)
        return promotion_plan(plan, promotions, locked, promotion("staging", "production"))

    async def _applied(self, client: Client, plan: Plan) -> tuple[Outcome, ...]:
        return await apply(
            plan,
            client,
            Ledger(self.production.lock_path, "test", ORIGIN),
            now=lambda: NOW,
            keep=self.production.keep,
            read_secret=read_secret,
            patience=PollPolicy(sleep=self.production.clock.sleep),
        )


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    folders = [tmp_path / "staging", tmp_path / "production"]
    for folder in folders:
        folder.mkdir()
    with open_workspace(folders[0]) as staging, open_workspace(folders[1]) as production:
        yield Road(staging, production, tmp_path / "contents")


def test_what_staging_holds_is_on_production_and_nothing_is_left_to_push(road: Road) -> None:
    road.write(
        "cara", description="tried", initialMessage="Hello.", voiceDetectionOptions={"endOfSpeechSensitivity": 1}
    )
    road.push()
    road.promote()
    held = road.production.stored()["Cara"]
    assert (held["description"], held["initialMessage"]) == ("tried", "Hello.")
    assert road.production.plan(choices=PlanOptions(refresh=True)).in_sync
    assert road.plan().in_sync


def test_what_nobody_chose_is_not_taken_for_a_choice(road: Road) -> None:
    road.write("cara", avatarModel="cara-4")
    road.push()
    road.promote()
    assert not {"zeroDataRetention", "skipGreeting", "toolIds"} & road.production.locked.resources[CARA].fields.keys()
    plan = road.production.plan(choices=PlanOptions(refresh=True))
    assert [change.path for item in plan.items for change in item.changes] == []


def test_a_choice_that_was_taken_back_is_taken_back_there_too(road: Road) -> None:
    road.write("cara", skipGreeting=True)
    road.push()
    road.promote()
    assert road.production.stored()["Cara"]["skipGreeting"] is True
    road.write("cara")
    road.push()
    road.promote()
    assert road.production.stored()["Cara"].get("skipGreeting", False) is False


def test_it_is_what_staging_holds_now_and_not_what_the_files_say(road: Road) -> None:
    road.write("cara", description="pushed")
    road.push()
    road.staging.app.change(road.staging.locked.resources[CARA].remote_id, description="changed in the app")
    road.write("cara", description="not pushed yet")
    road.promote()
    assert road.production.stored()["Cara"]["description"] == "changed in the app"


def test_ids_become_those_of_the_other_platform(road: Road) -> None:
    road.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    road.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    for workspace in (road.staging, road.production):
        (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    road.write("cara", tools=["open_calendar", "end_call"], knowledge=["faq"])
    road.push()
    road.promote()
    theirs, ours = road.staging.locked.resources, road.production.locked.resources
    assert theirs.keys() == ours.keys()
    assert {entry.remote_id for entry in theirs.values()}.isdisjoint(entry.remote_id for entry in ours.values())
    tools = road.production.stored()["Cara"]["toolIds"]
    assert isinstance(tools, list)
    assert ours[TOOL].remote_id in tools
    assert len(tools) == 3
    assert road.production.plan(choices=PlanOptions(refresh=True)).in_sync


def test_a_name_of_the_catalogue_is_looked_up_on_the_other_platform(road: Road) -> None:
    road.write("cara", voiceId=None, voice="Lucy - Fresh & Casual")
    road.push()
    road.promote()
    entry = road.production.locked.resources[CARA]
    assert entry.resolved == road.staging.locked.resources[CARA].resolved
    assert road.production.plan().in_sync


def test_what_the_files_set_differently_stays_the_targets_own(road: Road) -> None:
    road.write("cara", description="tried")
    road.staging.write("cara", description="tried", voiceId=LUCYS_VOICE)
    road.production.write("cara", description="old", voiceId=ADAMS_VOICE)
    road.push()
    raise_for(tuple(road.production.push().values()))
    road.production.write("cara", description="tried", voiceId=ADAMS_VOICE)
    item = road.item()
    assert [change.path for change in item.changes] == ["description"]
    assert any("its file: voiceId" in note for note in item.notes)
    road.promote()
    held = road.production.stored()["Cara"]
    assert (held["description"], held["voiceId"]) == ("tried", ADAMS_VOICE)


def test_what_staging_does_not_show_and_no_file_holds_is_named_and_left(road: Road) -> None:
    road.write("cara", initialMessage="Hello.")
    road.push()
    raise_for(tuple(road.production.push().values()))
    road.write("cara", initialMessage="Hi.", description="new")
    item = road.item()
    assert any("not promoted: initialMessage" in note for note in item.notes)
    road.promote()
    assert road.production.stored()["Cara"]["initialMessage"] == "Hello."


def test_somebody_elses_change_on_production_is_a_conflict(road: Road) -> None:
    road.write("cara", description="one")
    road.push()
    road.promote()
    road.production.app.change(road.production.locked.resources[CARA].remote_id, description="theirs")
    road.write("cara", description="two")
    road.push()
    with pytest.raises(ConflictError, match="description changed on staging and on production") as refused:
        road.promote()
    assert "ours writes what staging holds" in refused.value.hint
    road.promote(PlanOptions(on_conflict="ours"))
    assert road.production.stored()["Cara"]["description"] == "two"
    assert [one.values["description"] for one in road.production.kept] == ["theirs"]


def test_a_document_that_no_file_holds_any_more_is_fetched(road: Road) -> None:
    road.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    for workspace in (road.staging, road.production):
        (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    road.push()
    for workspace in (road.staging, road.production):
        (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at ten.")
    road.promote()
    remote_id = road.production.locked.resources[DOCUMENT].remote_id
    content = road.production.run(lambda client: download_document(client, remote_id))
    assert content == b"We open at nine."


def test_an_llm_goes_along_and_its_secret_comes_from_the_environment(road: Road) -> None:
    urls: JsonValue = [{"url": "https://llm.example/v1"}]
    secret: JsonValue = {"env": "OUR_KEY"}
    fields: dict[str, JsonValue] = {"displayName": "Ours", "llmFormat": "openai", "modelName": "m-1"}
    road.save("llms/ours.yaml", **fields, urls=urls, secret=secret)
    road.write("cara", llm="ours")
    road.push()
    road.promote(only=CARA)
    ours = road.production.locked.resources[Address("llm", "ours")].remote_id
    assert road.production.stored()["Cara"]["llmId"] == ours
    assert road.production.plan().in_sync


def test_what_is_gone_from_staging_is_told_and_left_out(road: Road) -> None:
    road.write("cara")
    road.write("julia")
    road.push()
    locked = road.staging.locked
    road.staging.app.delete(locked.resources[CARA].remote_id)
    held = road.staging.run(lambda client: held_now(client, locked, locked.resources, concurrency=4))
    assert list(missing(Source("staging", locked, held, {}))) == [CARA]
    road.promote()
    assert list(road.production.stored()) == ["Julia"]


def _by_address(workspace: Workspace) -> dict[Address, Resource]:
    return {one.address: one for one in workspace.resources}

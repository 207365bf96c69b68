"""Promotions: ids are exchanged, each target's own fields are kept, and what cannot be promoted is reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from personactl.api.client import Client
from personactl.api.knowledge import download_document
from personactl.errors import ConflictError
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address, Resource
from personactl.state.lock import LockBlock
from personactl.state.lock_format.account import Account
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
    Promotion,
    Source,
    collect_promotions,
    missing_from_source,
    promotion_plan,
    read_current,
    select_promotions,
)
from tests.sync.workspace import ADAMS_VOICE, LUCYS_VOICE, NOW, ORIGIN, Workspace, open_workspace, read_secret

CARA = Address("persona", "cara")
TOOL = Address("tool", "open_calendar")
DOCUMENT = Address("document", "faq/hours.md")


@dataclass
class TwoTargets:
    """Two platforms, each with a project of its own. `write` and `save` write to both projects."""

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

    def plan(self, options: PlanOptions | None = None, only: Address | None = None) -> Plan:
        promotions = self.staging.run(lambda client: self._promotions(client, only))
        locked = self.production.locked
        return self.production.run(lambda client: self._planned(client, promotions, locked, options or PlanOptions()))

    def promote(self, options: PlanOptions | None = None, only: Address | None = None) -> None:
        plan = self.plan(options, only)
        refuse_unsafe(plan)
        raise_for(self.production.run(lambda client: self._applied(client, plan)))

    def item(self, address: Address = CARA) -> Item:
        return next(item for item in self.plan().items if item.address == address)

    async def _promotions(self, client: Client, only: Address | None) -> tuple[Promotion, ...]:
        locked = self.staging.locked
        held = await read_current(client, locked, locked.resources, concurrency=4)
        source = Source("staging", locked, held, _by_address(self.staging))
        to = Destination(_by_address(self.production), self.production.locked)
        found = await collect_promotions(source, to, client, self.contents)
        return select_promotions(found, locked.resources.keys() if only is None else {only})

    async def _planned(
        self, client: Client, promotions: tuple[Promotion, ...], locked: LockBlock, options: PlanOptions
    ) -> Plan:
        wanted = [one.resource for one in promotions]
        plan = await build_plan(client, wanted, None, locked, options, root=self.production.folder)
        return promotion_plan(plan, promotions, locked, promotion("staging", "production"))

    async def _applied(self, client: Client, plan: Plan) -> tuple[Outcome, ...]:
        return await apply(
            plan,
            client,
            Ledger(self.production.lock_path, Account.of("test"), ORIGIN),
            now=lambda: NOW,
            save_snapshot=self.production.keep,
            read_secret=read_secret,
            poll_policy=PollPolicy(sleep=self.production.clock.sleep),
        )


@pytest.fixture
def targets(tmp_path: Path) -> Iterator[TwoTargets]:
    folders = [tmp_path / "staging", tmp_path / "production"]
    for folder in folders:
        folder.mkdir()
    with open_workspace(folders[0]) as staging, open_workspace(folders[1]) as production:
        yield TwoTargets(staging, production, tmp_path / "contents")


def test_what_staging_holds_is_on_production_and_nothing_is_left_to_push(targets: TwoTargets) -> None:
    targets.write(
        "cara", description="tried", initialMessage="Hello.", voiceDetectionOptions={"endOfSpeechSensitivity": 1}
    )
    targets.push()
    targets.promote()
    held = targets.production.stored()["Cara"]
    assert (held["description"], held["initialMessage"]) == ("tried", "Hello.")
    assert targets.production.plan(options=PlanOptions(refresh=True)).in_sync
    assert targets.plan().in_sync


def test_an_empty_field_that_was_never_pushed_is_not_promoted(targets: TwoTargets) -> None:
    targets.write("cara", avatarModel="cara-4")
    targets.push()
    targets.promote()
    assert (
        not {"zeroDataRetention", "skipGreeting", "toolIds"} & targets.production.locked.resources[CARA].fields.keys()
    )
    plan = targets.production.plan(options=PlanOptions(refresh=True))
    assert [change.path for item in plan.items for change in item.changes] == []


def test_a_field_that_was_cleared_is_cleared_there_too(targets: TwoTargets) -> None:
    targets.write("cara", skipGreeting=True)
    targets.push()
    targets.promote()
    assert targets.production.stored()["Cara"]["skipGreeting"] is True
    targets.write("cara")
    targets.push()
    targets.promote()
    assert targets.production.stored()["Cara"].get("skipGreeting", False) is False


def test_staging_is_promoted_as_it_is_now_and_not_as_the_files_say(targets: TwoTargets) -> None:
    targets.write("cara", description="pushed")
    targets.push()
    targets.staging.app.change(targets.staging.locked.resources[CARA].remote_id, description="changed in the app")
    targets.write("cara", description="not pushed yet")
    targets.promote()
    assert targets.production.stored()["Cara"]["description"] == "changed in the app"


def test_ids_become_those_of_the_other_platform(targets: TwoTargets) -> None:
    targets.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    targets.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    for workspace in (targets.staging, targets.production):
        (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    targets.write("cara", tools=["open_calendar", "end_call"], knowledge=["faq"])
    targets.push()
    targets.promote()
    theirs, ours = targets.staging.locked.resources, targets.production.locked.resources
    assert theirs.keys() == ours.keys()
    assert {entry.remote_id for entry in theirs.values()}.isdisjoint(entry.remote_id for entry in ours.values())
    tools = targets.production.stored()["Cara"]["toolIds"]
    assert isinstance(tools, list)
    assert ours[TOOL].remote_id in tools
    assert len(tools) == 3
    assert targets.production.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_name_of_the_catalogue_is_looked_up_on_the_other_platform(targets: TwoTargets) -> None:
    targets.write("cara", voiceId=None, voice="Lucy - Fresh & Casual")
    targets.push()
    targets.promote()
    entry = targets.production.locked.resources[CARA]
    assert entry.resolved == targets.staging.locked.resources[CARA].resolved
    assert targets.production.plan().in_sync


def test_a_field_that_the_files_set_differently_stays_the_targets_own(targets: TwoTargets) -> None:
    targets.write("cara", description="tried")
    targets.staging.write("cara", description="tried", voiceId=LUCYS_VOICE)
    targets.production.write("cara", description="old", voiceId=ADAMS_VOICE)
    targets.push()
    raise_for(tuple(targets.production.push().values()))
    targets.production.write("cara", description="tried", voiceId=ADAMS_VOICE)
    item = targets.item()
    assert [change.path for change in item.changes] == ["description"]
    assert any("its file: voiceId" in note for note in item.notes)
    targets.promote()
    held = targets.production.stored()["Cara"]
    assert (held["description"], held["voiceId"]) == ("tried", ADAMS_VOICE)


def test_a_field_that_neither_staging_nor_a_file_shows_is_named_and_left(targets: TwoTargets) -> None:
    targets.write("cara", initialMessage="Hello.")
    targets.push()
    raise_for(tuple(targets.production.push().values()))
    targets.write("cara", initialMessage="Hi.", description="new")
    item = targets.item()
    assert any("not promoted: initialMessage" in note for note in item.notes)
    targets.promote()
    assert targets.production.stored()["Cara"]["initialMessage"] == "Hello."


def test_a_change_by_others_on_production_is_a_conflict(targets: TwoTargets) -> None:
    targets.write("cara", description="one")
    targets.push()
    targets.promote()
    targets.production.app.change(targets.production.locked.resources[CARA].remote_id, description="theirs")
    targets.write("cara", description="two")
    targets.push()
    with pytest.raises(ConflictError, match="description changed on staging and on production") as refused:
        targets.promote()
    assert "--on-conflict ours, which writes what staging holds" in refused.value.hint
    targets.promote(PlanOptions(on_conflict="ours"))
    assert targets.production.stored()["Cara"]["description"] == "two"
    assert [one.values["description"] for one in targets.production.kept] == ["theirs"]


def test_a_document_that_no_file_holds_any_more_is_fetched(targets: TwoTargets) -> None:
    targets.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    for workspace in (targets.staging, targets.production):
        (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    targets.push()
    for workspace in (targets.staging, targets.production):
        (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at ten.")
    targets.promote()
    remote_id = targets.production.locked.resources[DOCUMENT].remote_id
    content = targets.production.run(lambda client: download_document(client, remote_id))
    assert content == b"We open at nine."


def test_an_llm_is_promoted_with_the_secret_from_the_environment(targets: TwoTargets) -> None:
    urls: JsonValue = [{"url": "https://llm.example/v1"}]
    secret: JsonValue = {"env": "OUR_KEY"}
    fields: dict[str, JsonValue] = {"displayName": "Ours", "llmFormat": "openai", "modelName": "m-1"}
    targets.save("llms/ours.yaml", **fields, urls=urls, secret=secret)
    targets.write("cara", llm="ours")
    targets.push()
    targets.promote(only=CARA)
    ours = targets.production.locked.resources[Address("llm", "ours")].remote_id
    assert targets.production.stored()["Cara"]["llmId"] == ours
    assert targets.production.plan().in_sync


def test_a_resource_that_is_gone_from_staging_is_reported_and_left_out(targets: TwoTargets) -> None:
    targets.write("cara")
    targets.write("julia")
    targets.push()
    locked = targets.staging.locked
    targets.staging.app.delete(locked.resources[CARA].remote_id)
    held = targets.staging.run(lambda client: read_current(client, locked, locked.resources, concurrency=4))
    assert list(missing_from_source(Source("staging", locked, held, {}))) == [CARA]
    targets.promote()
    assert list(targets.production.stored()) == ["Julia"]


def _by_address(workspace: Workspace) -> dict[Address, Resource]:
    return {one.address: one for one in workspace.resources}

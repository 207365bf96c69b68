"""Names -> ids: exactly one match or a helpful error, and the pin that keeps the id of a name."""

import pytest

from personactl.errors import NotFoundError, UsageError
from personactl.sync.plan.names.name_resolution import CatalogueEntry, resolve_name
from personactl.sync.plan.options import PlanOptions
from tests.sync.workspace import LUCYS_VOICE, Workspace

VOICES = (
    CatalogueEntry("id-lucy", ("Lucy - Fresh & Casual",)),
    CatalogueEntry("id-lucinda", ("Lucinda",)),
    CatalogueEntry("id-jessica-1", ("Jessica",)),
    CatalogueEntry("id-jessica-2", ("Jessica",)),
    CatalogueEntry("id-adam", ("Adam",)),
    CatalogueEntry("id-adam-bold", ("Adam Bold",)),
)
AVATARS = (
    CatalogueEntry("id-julia-sofa", ("Julia sofa", "Julia")),
    CatalogueEntry("id-julia-desk", ("Julia desk", "Julia")),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lucy - Fresh & Casual", "id-lucy"),
        ("lucy fresh casual", "id-lucy"),
        ("Lucy", "id-lucy"),
        ("Adam", "id-adam"),
        ("adam bold", "id-adam-bold"),
    ],
)
def test_a_whole_name_or_its_first_words_match(name: str, expected: str) -> None:
    assert resolve_name(name, VOICES, "voiceId", "personas/cara.yaml") == expected


def test_a_variant_tells_two_avatars_of_one_name_apart() -> None:
    assert resolve_name("Julia, desk", AVATARS, "avatarId", "personas/cara.yaml") == "id-julia-desk"


def test_an_ambiguous_name_lists_what_it_could_mean() -> None:
    with pytest.raises(UsageError, match="'Jessica' matches 2 voices") as caught:
        resolve_name("Jessica", VOICES, "voiceId", "personas/cara.yaml")
    assert caught.value.where == "personas/cara.yaml"
    assert caught.value.hint == "write voiceId with one of id-jessica-1 (Jessica), id-jessica-2 (Jessica)"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Jesica", "did you mean Jessica?"),
        ("Zaphod", "choose a name from: personactl voice list --profile staging"),
    ],
)
def test_an_unknown_name_gets_the_nearest_or_the_list(name: str, hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_name(name, VOICES, "voiceId", "personas/cara.yaml", "staging")
    assert caught.value.hint == hint


def test_a_pinned_name_costs_no_request_and_another_name_does(workspace: Workspace) -> None:
    workspace.write("cara", voiceId=None, voice="Lucy")
    workspace.push()
    assert workspace.locked.of_kind("persona")["cara"].resolved == {"voiceId: Lucy": LUCYS_VOICE}
    workspace.plan(options=PlanOptions(refresh=True))
    assert not [sent for sent in workspace.sent if sent.path == "/v1/voices"]
    workspace.write("cara", voiceId=None, voice="Adam")
    (change,) = workspace.item("cara").changes
    assert change.path == "voiceId"
    assert [sent.path for sent in workspace.sent].count("/v1/voices") >= 1


def test_a_name_for_the_same_id_is_not_a_change_on_the_platform(workspace: Workspace) -> None:
    workspace.write("cara", voiceId=LUCYS_VOICE)
    workspace.push()
    workspace.write("cara", voiceId=None, voice="Lucy")
    workspace.push()
    assert not [sent for sent in workspace.sent if sent.method != "GET"]
    assert workspace.locked.of_kind("persona")["cara"].resolved == {"voiceId: Lucy": LUCYS_VOICE}

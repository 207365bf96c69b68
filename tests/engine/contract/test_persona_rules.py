"""Voice options and the provider of a voice; the catalogue has only one provider, so the rule is called directly."""

import pytest

from personactl.engine.contract.personas.rules import fitting_voice_options
from personactl.engine.http.refusals import Refusal
from personactl.engine.wire import JsonObject

MAKERS = ["ELEVENLABS", "CARTESIA", "FISH_AUDIO", "OPENAI_ADVANCED_VOICE"]


@pytest.mark.parametrize(
    ("options", "takers"),
    [
        ({"speed": 1}, ["ELEVENLABS", "CARTESIA", "FISH_AUDIO"]),
        ({"speed": 0.6}, ["CARTESIA", "FISH_AUDIO"]),
        ({"speed": 0.5}, ["FISH_AUDIO"]),
        ({"volume": 2}, ["CARTESIA", "FISH_AUDIO"]),
        ({"emotion": "scared"}, ["CARTESIA"]),
        ({"stability": 0, "similarityBoost": 1, "style": 0, "useSpeakerBoost": False, "model": "m"}, ["ELEVENLABS"]),
        ({"emotion": "sad", "stability": 1}, []),
        ({}, MAKERS),
    ],
    ids=str,
)
def test_only_what_the_maker_knows_passes_strictly(options: JsonObject, takers: list[str]) -> None:
    for maker in MAKERS:
        if maker in takers:
            assert fitting_voice_options(options, {"provider": maker}, strict=True) == options
        else:
            with pytest.raises(Refusal):
                fitting_voice_options(options, {"provider": maker}, strict=True)


def test_keys_of_another_maker_are_dropped_unless_strict() -> None:
    options: JsonObject = {"speed": 1, "emotion": "calm", "stability": 0.5}

    assert fitting_voice_options(options, {"provider": "ELEVENLABS"}, strict=False) == {"speed": 1, "stability": 0.5}
    assert fitting_voice_options(options, {"provider": "CARTESIA"}, strict=False) == {"speed": 1, "emotion": "calm"}
    assert fitting_voice_options(options, {"provider": "OPENAI_ADVANCED_VOICE"}, strict=False) == {}


@pytest.mark.parametrize("voice", [None, {"displayName": "a voice whose maker is not known"}])
def test_without_a_known_maker_the_keys_decide(voice: JsonObject | None) -> None:
    fitting: list[JsonObject] = [{"emotion": "calm", "volume": 1}, {"stability": 1, "style": 0}, {"speed": 1.8}]
    for options in fitting:
        assert fitting_voice_options(options, voice, strict=True) == options
    with pytest.raises(Refusal):
        fitting_voice_options({"emotion": "bored"}, voice, strict=False)

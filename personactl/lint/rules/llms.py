"""L651-L654: how the platform reaches an LLM of one's own: with which secret, and at which addresses."""

from collections.abc import Iterator
from typing import Final

from personactl.document.node import Entry, MappingNode, Scalar, SequenceNode
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.rule import Rule
from personactl.lint.rules.addresses import address, is_example, is_private
from personactl.persona.schema.literal_secrets import literal_secrets

_CONTRACT: Final = "the platform's published API contract"
_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\nllm: ours\n"


def _llm(url: str = "https://llm.shop.test/v1", kept: str = "{env: SHOP_LLM_KEY}") -> str:
    own = f"displayName: Ours\nllmFormat: openai\nmodelName: small\nurls: [{{url: {url}}}]\nsecret: {kept}\n"
    return f"{_WHO}#> llms/ours.yaml\n{own}"


RULES: Final = (
    Rule(
        code="L651",
        name="literal-llm-secret",
        summary="the secret of an LLM written into its file",
        severity=Severity.error,
        why="The file goes into version control, and whoever reads it can spend the money of whoever pays the LLM.",
        bad=_llm(kept="not-telling"),
        good=_llm(),
        source="personactl",
    ),
    Rule(
        code="L652",
        name="unencrypted-llm",
        summary="an LLM that is reached over http",
        severity=Severity.warning,
        why="What users say, the prompt and the secret travel in the open.",
        bad=_llm("http://llm.shop.test/v1"),
        good=_llm(),
        source=_CONTRACT,
    ),
    Rule(
        code="L653",
        name="unreachable-llm",
        summary="an LLM on this machine or in a private network",
        severity=Severity.info,
        why="An engine on this machine reaches it, and the hosted platform never does.",
        bad=_llm("http://127.0.0.1:11434/v1"),
        good=_llm(),
        source=_CONTRACT,
    ),
    Rule(
        code="L654",
        name="example-llm",
        summary="an LLM whose address is only an example",
        severity=Severity.warning,
        why="Nobody answers there, and the persona has nothing to say.",
        bad=_llm("https://llm.example.com/v1"),
        good=_llm(),
        source=_CONTRACT,
    ),
)


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    if saved.kind != "llm":
        return
    for scalar in literal_secrets(saved.node):
        hint = "Write {env: NAME} or {keyring: NAME} for where it is kept, and revoke this one."
        yield RuleFinding("L651", "the secret itself stands here", hint, saved.document.path, scalar.span)
    for url in _urls(saved.node):
        yield from _url(saved, url)


def _urls(root: MappingNode) -> Iterator[Scalar]:
    """The addresses, those of profiles too."""
    profiles = root.get("profiles")
    inner = profiles.value.entries if profiles is not None and isinstance(profiles.value, MappingNode) else ()
    for mapping in (root, *(entry.value for entry in inner if isinstance(entry.value, MappingNode))):
        urls = mapping.get("urls")
        for item in urls.value.items if urls is not None and isinstance(urls.value, SequenceNode) else ():
            match item.get("url") if isinstance(item, MappingNode) else None:
                case Entry(value=Scalar(value=str()) as url):
                    yield url
                case _:
                    pass


def _url(saved: ComponentView, url: Scalar) -> Iterator[RuleFinding]:
    parts = address(str(url.value))
    if parts is None:
        return
    host = (parts.hostname or "").rstrip(".")
    place = saved.document.path, url.span
    if is_private(host):
        yield RuleFinding(
            "L653", f"{host} cannot be reached from outside", "Use it with an engine on this machine.", *place
        )
    elif is_example(host):
        yield RuleFinding("L654", f"{host} is only an example", "Write the address of your own LLM.", *place)
    elif parts.scheme == "http":
        yield RuleFinding("L652", "the way to this LLM is not encrypted", "Write https://.", *place)

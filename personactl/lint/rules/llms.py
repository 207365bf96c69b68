"""L651-L654: the connection to a custom LLM: its secret and its addresses."""

from collections.abc import Iterator
from typing import Final

from personactl.document.node import Entry, MappingNode, Scalar, SequenceNode
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.rule import Rule
from personactl.lint.rules.addresses import address, is_example, is_private
from personactl.persona.schema.literal_secrets import literal_secrets

_CONTRACT: Final = "the platform's published API contract"
_PERSONA: Final = "name: Cara\navatar: Cara\nvoice: Lucy\nllm: ours\n"


def _llm(url: str = "https://llm.shop.test/v1", kept: str = "{env: ANAM_SHOP_LLM}") -> str:
    own = f"displayName: Ours\nllmFormat: openai\nmodelName: small\nurls: [{{url: {url}}}]\nsecret: {kept}\n"
    return f"{_PERSONA}#> llms/ours.yaml\n{own}"


RULES: Final = (
    Rule(
        code="L651",
        name="literal-llm-secret",
        summary="an LLM file that contains the secret itself",
        severity=Severity.error,
        why="The file is in version control, and anybody who reads it can use the LLM at your expense.",
        bad=_llm(kept="not-telling"),
        good=_llm(),
        source="personactl",
    ),
    Rule(
        code="L652",
        name="unencrypted-llm",
        summary="an LLM with an unencrypted http address",
        severity=Severity.warning,
        why="The words of users, the prompt and the secret are sent unencrypted.",
        bad=_llm("http://llm.shop.test/v1"),
        good=_llm(),
        source=_CONTRACT,
    ),
    Rule(
        code="L653",
        name="unreachable-llm",
        summary="an LLM on a local or private address",
        severity=Severity.info,
        why="An engine on this machine can reach it, but the hosted platform cannot.",
        bad=_llm("http://127.0.0.1:11434/v1"),
        good=_llm(),
        source=_CONTRACT,
    ),
    Rule(
        code="L654",
        name="example-llm",
        summary="an LLM with an example address",
        severity=Severity.warning,
        why="Nothing answers at that address, and the persona has nothing to say.",
        bad=_llm("https://llm.example.com/v1"),
        good=_llm(),
        source=_CONTRACT,
    ),
)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    if component.kind != "llm":
        return
    for scalar in literal_secrets(component.node):
        hint = "Write {env: ANAM_NAME} or {keyring: NAME}, store the secret there, and revoke this one."
        yield RuleFinding("L651", "the file contains the secret itself", hint, component.document.path, scalar.span)
    for url in _urls(component.node):
        yield from _url(component, url)


def _urls(root: MappingNode) -> Iterator[Scalar]:
    """Yield the addresses, including those of profiles."""
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


def _url(component: ComponentView, url: Scalar) -> Iterator[RuleFinding]:
    parts = address(str(url.value))
    if parts is None:
        return
    host = (parts.hostname or "").rstrip(".")
    place = component.document.path, url.span
    if is_private(host):
        yield RuleFinding(
            "L653", f"{host} is not reachable from the internet", "Use it only with an engine on this machine.", *place
        )
    elif is_example(host):
        yield RuleFinding("L654", f"{host} is an example address", "Write the address of your own LLM.", *place)
    elif parts.scheme == "http":
        yield RuleFinding("L652", "the connection to this LLM is not encrypted", "Write https://.", *place)

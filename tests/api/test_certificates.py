"""What is trusted over TLS, with a real server and certificates of an authority of its own."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from personactl.api.client import Client
from personactl.api.retry import RetrySettings
from personactl.errors import UnavailableError
from personactl.secret import Secret
from tests.api.live import KEY, answer, scripted
from tests.conftest import Run


@contextmanager
def tls_server(issued: trustme.LeafCert, connections: list[str]) -> Iterator[str]:
    """Serve TLS with this certificate, and yield the origin. `connections` gets an entry for each attempt."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append("begun")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        try:
            await writer.start_tls(context)
        except ssl.SSLError:
            return
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b'{"data": [], "meta": {"total": 0}}'))
        await writer.drain()

    with scripted(script) as origin:
        yield origin.replace("http://", "https://")


@pytest.fixture(autouse=True)
def _no_certificates_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def _failure(origin: str) -> UnavailableError:
    waits: list[str] = []

    async def asking() -> object:
        settings = RetrySettings(first_wait_s=0.01, longest_wait_s=0.01)
        async with Client(origin, Secret(KEY), retry=settings, on_wait=waits.append) as client:
            return await client.get("/v1/personas")

    with pytest.raises(UnavailableError) as failure:
        asyncio.run(asking())
    assert waits == [], "what does not pass was tried again"
    return failure.value


def test_an_untrusted_certificate_is_not_tried_again_and_the_hint_names_the_variable(authority: trustme.CA) -> None:
    connections: list[str] = []
    with tls_server(authority.issue_cert("127.0.0.1"), connections) as origin:
        failure = _failure(origin)
    assert len(connections) == 1
    assert failure.message.startswith("the platform's certificate is not trusted: unable to get local issuer")
    assert "let SSL_CERT_FILE name a PEM file with that authority" in failure.hint


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_variable_of_another_tool_is_said_not_to_be_read(
    variable: str, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "/etc/corporate.pem")
    with tls_server(authority.issue_cert("127.0.0.1"), []) as origin:
        assert f"{variable}, which is set, is not read" in _failure(origin).hint


def test_a_file_without_the_authority_is_named(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    with tls_server(authority.issue_cert("127.0.0.1"), []) as origin:
        assert f"add the authority that issued it to SSL_CERT_FILE, which is {tmp_path}" in _failure(origin).hint


def test_another_host_and_an_expired_certificate_get_their_own_hints(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with tls_server(authority.issue_cert("elsewhere.example"), []) as origin:
        assert "check the host in the API URL" in _failure(origin).hint
    past = datetime.now(UTC) - timedelta(days=9)
    old = authority.issue_cert("127.0.0.1", not_before=past, not_after=past + timedelta(days=1))
    with tls_server(old, []) as origin:
        assert "check this machine's clock" in _failure(origin).hint


def test_a_port_without_tls_is_not_tried_again() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    with scripted(plain) as origin:
        failure = _failure(origin.replace("http://", "https://"))
    assert failure.message.lower() == "no tls connection can be made: wrong version number"
    assert "https://" in failure.hint


def _not_usable(tmp_path: Path) -> dict[str, tuple[str, str]]:
    (tmp_path / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    (tmp_path / "cut.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "empty").mkdir()
    files = {name: ("SSL_CERT_FILE", str(tmp_path / name)) for name in ("key.pem", "cut.pem", "empty.pem", "nothing")}
    folders = {f"{name}/": ("SSL_CERT_DIR", str(tmp_path / name)) for name in ("empty", "nothing", "key.pem")}
    return {**files, **folders, "a folder": ("SSL_CERT_FILE", str(tmp_path))}


@pytest.mark.parametrize(
    "name", ["key.pem", "cut.pem", "empty.pem", "nothing", "a folder", "empty/", "nothing/", "key.pem/"]
)
def test_certificates_that_cannot_be_read_are_a_usage_error(
    name: str, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    variable, path = _not_usable(tmp_path)[name]
    monkeypatch.setenv(variable, path)
    connections: list[str] = []
    with tls_server(authority.issue_cert("127.0.0.1"), connections) as origin:
        monkeypatch.setenv("ANAM_API_URL", origin)
        monkeypatch.setenv("ANAM_API_KEY", KEY)
        refused = run("session", "list")
    assert (refused.status, refused.stdout, connections) == (2, "", [])
    assert f"error[usage]: the certificates that {variable} names cannot be read: " in refused.stderr
    assert f"  where: {variable}={path}\n" in refused.stderr
    assert "or unset it to trust the public ones" in refused.stderr


def test_the_embedded_engine_needs_no_certificates(
    project: Path, monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
    assert run("diff").status == 0
    monkeypatch.setenv("PERSONACTL_LLM_URL", "https://127.0.0.1:9/v1")
    monkeypatch.setenv("PERSONACTL_LLM_MODEL", "m")
    talked = run("talk", "cara", "--say", "Hello")
    assert "the connection to the model's server cannot be set up: No such file or directory" in talked.stderr
    assert f"(SSL_CERT_FILE is {tmp_path / 'nothing.pem'})" in talked.stderr
    assert "Traceback" not in talked.stderr


def test_an_llm_with_an_untrusted_certificate_is_not_tried_again_and_the_variable_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, run: Run, authority: trustme.CA
) -> None:
    connections: list[str] = []
    with tls_server(authority.issue_cert("127.0.0.1"), connections) as origin:
        monkeypatch.setenv("PERSONACTL_LLM_URL", f"{origin}/v1")
        monkeypatch.setenv("PERSONACTL_LLM_MODEL", "m")
        talked = run("talk", "cara", "--say", "Hello")
    assert (talked.status, connections) == (5, ["begun"])
    assert f"the certificate of {origin}/v1/chat/completions is not trusted: " in talked.stderr
    assert "; SSL_CERT_FILE names the authorities to trust\n" in talked.stderr

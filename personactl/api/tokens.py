"""Session tokens, and the sessions that are started with them.

A token is a JWT that is valid for one hour and bound to the configuration that it was created for.
"""

from personactl.api.answers import Answer, parsed
from personactl.api.client import Client, resource
from personactl.api.retry import Repeat
from personactl.api.session_jwt import read_session_jwt
from personactl.command_hint import run_hint
from personactl.errors import UnavailableError
from personactl.json_value import JsonMapping
from personactl.secret import Secret


class ClientConfig(Answer, frozen=True, kw_only=True):
    """How to stay connected. `text_endpoint`, the path of the text channel, exists on the embedded engine only."""

    heartbeat_interval_seconds: float = 5.0
    max_ws_reconnection_attempts: int = 5
    text_endpoint: str | None = None


class StartedSession(Answer, frozen=True, kw_only=True):
    """Where a new session is served. The id is also the credential of its channels: treat it as a secret."""

    session_id: str
    engine_host: str | None = None
    engine_protocol: str | None = None
    signalling_endpoint: str | None = None
    client_config: ClientConfig = ClientConfig()
    region: str | None = None


class _SessionToken(Answer, frozen=True, kw_only=True):
    session_token: str


async def create_session_token(client: Client, body: JsonMapping) -> Secret:
    """`body` is `{personaConfig, sessionOptions?, clientLabel?}`. Raises `RejectedError` for a refused configuration.

    Raises `UnavailableError` for a token that is not a JWT, because tokens are printed for shells and sent in headers.

    Repeated like a read: a token whose answer is lost starts nothing and expires by itself.
    """
    path = resource("auth", "session-token")
    answer = await client.post(path, body, repeat=Repeat.ALWAYS)
    token = parsed(_SessionToken, answer, client.origin + path).session_token
    try:
        read_session_jwt(token)
    except ValueError as error:
        raise UnavailableError(
            f"the platform's answer is not a session token: {error}",
            where=f"sessionToken in the answer to POST {client.origin}{path}",
            hint=f"nothing of it was printed; see which platform this is: {run_hint('auth status')}",
        ) from error
    return Secret(token)


async def start_session(client: Client, token: Secret, metadata: JsonMapping) -> StartedSession:
    """Start a session with `token` instead of the key; `metadata` becomes the session's `clientMetadata`.

    Never repeated, because each start counts towards the account's limit of concurrent sessions. Raises `AuthError` for
    an
    expired token, and `UnavailableError` at the session limit or the spend cap, as the platform's message says.
    """
    path = resource("engine", "session")
    body: JsonMapping = {"clientMetadata": dict(metadata)}
    answer = await client.post(path, body, credential=token, repeat=Repeat.NEVER)
    return parsed(StartedSession, answer, client.origin + path)

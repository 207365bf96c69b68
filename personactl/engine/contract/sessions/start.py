"""`POST /v1/engine/session`: starts a session, from a session token, or from the API key and a body."""

from starlette.requests import Request

from personactl.engine.clock import stamp
from personactl.engine.contract.sessions.bodies import EngineSessionRequest
from personactl.engine.contract.sessions.config import SessionConfig, TokenKind, session_config, snapshot
from personactl.engine.contract.sessions.tokens import InvalidTokenError, verify
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.auth import Anybody, KeyCaller, TokenCaller
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import Refusal
from personactl.engine.sessions.endings import settle_overdue
from personactl.engine.store.sessions import StoredSession, insert_session, live_sessions
from personactl.engine.store.tokens import find_token
from personactl.engine.transports import text_channel
from personactl.engine.wire import JsonObject, as_object, text_of

CONCURRENT_LIMIT = "Concurrent session limit reached"
"""The official SDKs compare this text exactly (docs/platform.md)."""

_CLIENT_CONFIG: JsonObject = {
    "iceServers": [],
    "heartbeatIntervalSeconds": 5,
    "maxWsReconnectionAttempts": 5,
    "textEndpoint": text_channel.PATH,
}


def create(call: Call) -> JsonAnswer:
    """Raises `Refusal`: 400, 401 for an invalid token, 429 at the session limit."""
    services = call.services
    config_to_run, api_key_id = _requested_config(call)
    settle_overdue(services.database, services.settings.now())
    with services.database.write() as connection:
        if len(live_sessions(connection)) >= services.settings.session_limit:
            message = f"{services.settings.session_limit} sessions are live, which is the limit"
            raise Refusal(429, message, error=CONCURRENT_LIMIT)
        session = _new_session(call, config_to_run, snapshot(config_to_run, connection, services.models), api_key_id)
        insert_session(connection, session)
    return JsonAnswer(
        {
            "sessionId": session.id,
            "engineHost": session.engine_host,
            "engineProtocol": session.engine_protocol,
            "signallingEndpoint": "/ws",
            "clientConfig": _CLIENT_CONFIG,
        }
    )


def _new_session(call: Call, config_to_run: SessionConfig, config: JsonObject, api_key_id: str) -> StoredSession:
    settings, now = call.services.settings, stamp(call.services.settings.now())
    host, protocol = _reached_at(call.request)
    return StoredSession(
        id=settings.new_id(),
        persona_id=text_of(config, "personaId") or None,
        client_label=config_to_run.client_label,
        start_time=now,
        end_time=None,
        exit_status=None,
        client_metadata=as_object(call.body.get("clientMetadata")),
        persona_config=config,
        session_options=config_to_run.session_options,
        api_key_id=api_key_id,
        engine_host=host,
        engine_protocol=protocol,
        last_seen=now,
        created_at=now,
        updated_at=now,
    )


def _requested_config(call: Call) -> tuple[SessionConfig, str]:
    """Return the configuration to run, and the id of the API key that created it."""
    match call.caller:
        case TokenCaller(token=token):
            return _from_token(call, token)
        case KeyCaller(api_key_id=api_key_id):
            strict = call.services.settings.strict
            request = validated(EngineSessionRequest, call.body, strict=strict)
            with call.services.database.read() as connection:
                return session_config(request, connection, call.services.catalogue, strict=strict), api_key_id
        case Anybody():
            raise Refusal(401, "Missing or invalid API key")


def _from_token(call: Call, token: str) -> tuple[SessionConfig, str]:
    services = call.services
    try:
        claims = verify(services.signing_secret, token, services.settings.now())
    except InvalidTokenError as error:
        raise Refusal(401, str(error)) from error
    with services.database.read() as connection:
        stored = find_token(connection, claims.jti)
    if stored is None:
        raise Refusal(401, "Invalid session token")
    config = SessionConfig(TokenKind(stored.kind), stored.config, stored.session_options, stored.client_label)
    return config, stored.api_key_id


def _reached_at(request: Request) -> tuple[str, str]:
    """Return the host and protocol that this request was sent to."""
    return request.headers.get("host") or "127.0.0.1", request.url.scheme

"""Serves the bytes of documents, by a link that is valid for an hour and needs no key.

This replaces the platform's storage, so it is not part of the contract. The signature covers the document's id and the
time at which the link expires. The content is sent as an attachment, with sniffing of its type switched off.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

from starlette.responses import Response

from personactl.engine.http.call import Call
from personactl.engine.http.refusals import Refusal, not_found
from personactl.engine.store import knowledge

PATH = "/files/{id}"
_LIFETIME = timedelta(hours=1)


def url(call: Call, document_id: str) -> str:
    """The document's URL at the host that this client used. Without a signature it is refused."""
    return f"{str(call.request.base_url).rstrip('/')}/files/{document_id}"


def signed_url(call: Call, document_id: str) -> str:
    expires = int((call.services.settings.now() + _LIFETIME).timestamp())
    return f"{url(call, document_id)}?expires={expires}&signature={_signature(call, document_id, expires)}"


def serve(call: Call) -> Response:
    """Raises `Refusal`: 403 if the link was not made here or has expired, 404 if the document is gone."""
    document_id, expires = call.path["id"], call.query.get("expires", "")
    if not expires.isascii() or not expires.isdecimal() or len(expires) > 12:
        raise Refusal(403, "This link is not valid")
    signature = call.query.get("signature", "")
    if not hmac.compare_digest(signature.encode(), _signature(call, document_id, int(expires)).encode()):
        raise Refusal(403, "This link is not valid")
    if int(expires) < call.services.settings.now().timestamp():
        raise Refusal(403, "This link has expired")
    with call.services.database.read() as connection:
        document = knowledge.find_document(connection, document_id)
        content = knowledge.content_of(connection, document_id)
    if document is None or content is None:
        raise not_found("Document")
    return Response(
        content,
        headers={
            "Content-Type": document.file_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(document.filename, safe='')}",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _signature(call: Call, document_id: str, expires: int) -> str:
    signed = f"{document_id}\n{expires}".encode()
    return hmac.new(call.services.signing_secret.encode(), signed, sha256).hexdigest()

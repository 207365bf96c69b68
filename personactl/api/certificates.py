"""Which certificates are trusted, and why one is not.

httpx trusts what `SSL_CERT_FILE` names, else what `SSL_CERT_DIR` names, else the public authorities. Trying again does
not change a certificate, so `CertificateError` is not one of the failures that `retry` repeats.
"""

import os
import ssl
from collections.abc import Mapping

import httpx

from personactl.errors import UsageError
from personactl.files.folder_walk import folder_names

_FILE, _FOLDER = "SSL_CERT_FILE", "SSL_CERT_DIR"
_OF_OTHER_TOOLS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_EXPIRED, _NOT_YET_VALID = 10, 9
_WRONG_HOST = (62, 63, 64)
"""Verification codes of OpenSSL: host name, e-mail address, IP address."""
_PASSING = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""The connection broke while TLS was agreed on; another one may succeed."""


class CertificateError(httpx.TransportError):
    """No TLS connection can be made, today or in a second: a certificate is not trusted, or no TLS is spoken there.

    hint: what to do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def trusted_certificates() -> ssl.SSLContext:
    """Return what to trust according to the environment. Raises `UsageError` if that cannot be read."""
    variable = _FILE if os.environ.get(_FILE) else _FOLDER
    path = os.environ.get(variable, "")
    try:
        context = httpx.create_ssl_context()
        if variable == _FOLDER and path and not folder_names(path):  # OpenSSL reports neither of the two
            raise OSError(0, "the folder is empty")
    except OSError as error:
        if not path:
            raise
        kind = "PEM file" if variable == _FILE else "folder"
        reason = "it holds no certificate in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
        raise UsageError(
            f"the certificates that {variable} names cannot be read: {reason}",
            where=f"{variable}={path}",
            hint=f"let {variable} name a {kind} with the authorities to trust, or unset it to trust the public ones",
        ) from error
    return context


def certificate_error(error: BaseException | None, env: Mapping[str, str] = os.environ) -> CertificateError | None:
    """Return what is wrong if TLS failed for good, by the chain of causes of a connection's failure; else None."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    if error is None or isinstance(error, _PASSING):
        return None
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message or "it cannot be verified"
        return CertificateError(f"the platform's certificate is not trusted: {reason}", _hint(error.verify_code, env))
    hint = "check that the API URL is right, and that it is https:// at a port where TLS is spoken"
    return CertificateError(f"no TLS connection can be made: {(error.reason or 'unknown').replace('_', ' ')}", hint)


def _hint(code: int, env: Mapping[str, str]) -> str:
    if code in _WRONG_HOST:
        return "check the host in the API URL; the certificate was issued for another one"
    if code in (_EXPIRED, _NOT_YET_VALID):
        return "check this machine's clock; if it is right, the operator of the platform has to renew the certificate"
    for variable in (_FILE, _FOLDER):
        if env.get(variable):
            return f"add the authority that issued it to {variable}, which is {env[variable]}"
    hint = (
        f"if it was issued by an authority of your own or by a proxy, let {_FILE} name a PEM file with that authority"
    )
    if other := next((name for name in _OF_OTHER_TOOLS if env.get(name)), None):
        hint += f"; {other}, which is set, is not read"
    return hint

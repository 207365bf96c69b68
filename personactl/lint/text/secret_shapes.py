"""The shapes of keys, tokens and private keys, one row for each kind. A shape is certain without its context.

Existing detectors were tried and rejected: they load an HTTP client and all their plugins, may ask the issuers whether
a key is active, and know neither this platform's keys nor those of most voice and model providers.
"""

import re
from typing import Final

from personactl.pattern import Pattern

_SHAPES: Final = {
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----",
    "a JSON web token": r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}",
    "an OpenAI or Anthropic key": r"\bsk-(?:(?:proj|svcacct|admin|ant-[a-z]{2,6}\d\d|or-v1|lf)-)?[A-Za-z0-9_-]{24,}",
    "an ElevenLabs or Cartesia key": r"\bsk_(?:car_)?[A-Za-z0-9]{20,}\b",
    "an AWS access key": r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{30,})",
    "a GitLab token": r"\bgl(?:pat|dt|ft|soat|rt|ptt|cbt)-[\w-]{20,}",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{16,}|\bxapp-\d-[A-Za-z0-9-]{20,}",
    "a Slack webhook": r"https://hooks\.slack\.com/(?:services|workflows)/[\w/]{20,}",
    "a Discord webhook": r"https://discord(?:app)?\.com/api/webhooks/\d{16,}/[\w-]{30,}",
    "a Google key": r"\bAIza[\w-]{35}(?![\w-])|\bya29\.[\w-]{30,}|\bGOCSPX-[\w-]{20,}",
    "a Stripe key": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/=]{24,}",
    "a SendGrid key": r"\bSG\.[\w-]{16,}\.[\w-]{16,}",
    "a Twilio key": r"\bSK[0-9a-f]{32}\b",
    "a Telegram token": r"\b\d{8,10}:AA[\w-]{33}(?![\w-])",
    "a package registry token": r"\bnpm_[A-Za-z0-9]{36}\b|\bpypi-AgE[\w-]{50,}",
    "a Hugging Face token": r"\bhf_[A-Za-z]{30,}\b|\bhf_[A-Za-z0-9]{34,}\b",
    "a Groq, xAI or Perplexity key": r"\b(?:gsk_|xai-|pplx-)[A-Za-z0-9]{40,}",
    "a DigitalOcean token": r"\bdo[opr]_v1_[0-9a-f]{64}",
    "a Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    "a Notion or Linear key": r"\b(?:ntn_|secret_|lin_api_)[A-Za-z0-9]{38,}",
    "an Airtable or HubSpot token": r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}|\bpat-(?:na|eu)\d-[0-9a-f-]{36}",
    "an Azure storage key": r"\bAccountKey=[A-Za-z0-9+/]{86}==",
}
NAMES: Final = tuple(_SHAPES)
SIGNS: Final = (
    *("-----BEGIN ", "eyJ", "sk-", "sk_", "AKIA", "ASIA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("github_pat_", "glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "glptt-", "glcbt-", "xox", "xapp-", "hooks.slack"),
    *("discord", "AIza", "ya29.", "GOCSPX-", "k_live_", "k_test_", "whsec_", "SG.", "SK", ":AA", "npm_", "pypi-"),
    *("hf_", "gsk_", "xai-", "pplx-", "_v1_", "shpat_", "shpca_", "shppa_", "shpss_", "ntn_", "secret_", "lin_api_"),
    *("pat", "AccountKey="),
)
"""Each secret with a shape has one of these in it. To look for them is a hundred times faster than the pattern."""
# A word also begins after `\\n` in a quoted scalar, because the source is searched.
_EDGE: Final = r"(?:\b|(?<=\\[nrt]))"
SHAPES: Final = Pattern(
    "|".join(f"(?P<k{number}>{shape})" for number, shape in enumerate(_SHAPES.values())).replace(r"\b", _EDGE)
)

# The name before the value shows that it is secret; the value is group 1 and must look generated.
LABELLED: Final = (
    ("a bearer token", Pattern(r"bearer[ \t]+([A-Za-z0-9._~+/=-]{16,})", re.IGNORECASE)),
    (
        "basic credentials",
        Pattern(r"authorization[\"']?[ \t]*[:=][ \t]*[\"']?basic[ \t]+([A-Za-z0-9+/]{12,}={0,2})", re.IGNORECASE),
    ),
    (
        "a key or token",
        Pattern(
            r"(?:api|access|secret|private|auth|client|signing|encryption|subscription|bearer)[ _-]?(?:key|token"
            r"|secret)[\"'`]?"
            r"(?:[ \t]+is[: \t]|[ \t]*[:=])[ \t]*[\"'`]?([A-Za-z0-9_\-+/=.]{20,})",
            re.IGNORECASE,
        ),
    ),
    (
        "a password in a web address",
        Pattern(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@\"'<>]{1,80}:([^\s/@\"'<>]{3,100})@", re.IGNORECASE),
    ),
    (
        "a token in a web address",
        Pattern(
            r"[?&](?:access_token|token|api[_-]?key|apikey|key|auth|secret|sig|signature|password"
            r"|pwd)=([^&\s\"'<>#)\]]{12,})",
            re.IGNORECASE,
        ),
    ),
)

# Keys of the platform have no prefix: samples are the base64 of `<uuid>:<secret>`.
BASE64: Final = Pattern(r"(?:(?<![A-Za-z0-9+/_=\\-])|(?<=\\[nrt]))[A-Za-z0-9+/_-]{50,200}={0,2}(?![A-Za-z0-9+/_=-])")
OWN_KEY: Final = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:\S{8,}", re.IGNORECASE)

# In web addresses, group 2 is hidden wherever they are shown. A slot such as ${TOKEN} or {token} is no value.
PASSWORD: Final = Pattern(r"(://[^\s/:@\"'<>]{0,80}:)(?![${<])([^\s/@\"'<>]{1,200})(?=@)")
USER: Final = Pattern(r"(://)(?![${<])([^\s/:@\"'<>]{1,200})(?=@)")
QUERY_CREDENTIAL: Final = Pattern(
    r"([?&;#](?:[\w.-]{0,40}[_.-])?(?:(?:api|access|secret|private|auth|client|signing|subscription)?(?:key|token|secret)"
    r"|sig|signature|hmac|password|passwd|passphrase|pwd|pass|auth|authorization|credentials?|code|jwt|session(?:id)?)=)"
    r"(?![${<])([^&\s\"'<>#)\]]+)",
    re.IGNORECASE,
)

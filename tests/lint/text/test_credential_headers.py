"""Names of headers that carry a credential, in the spellings of services, and names that only look like them."""

import pytest

from personactl.lint.text.credential_headers import carries_credential


@pytest.mark.parametrize(
    "header",
    [
        *("Authorization", "Proxy-Authorization", "authorization", "Cookie", "Set-Cookie", "X-Key", "Key"),
        *("X-Api-Key", "apikey", "api_key", "X-APIKey", "ApiKey", "Ocp-Apim-Subscription-Key"),
        *("X-Functions-Key", "X-Goog-Api-Key", "X-Master-Key", "Dd-Api-Key", "X-Secret", "Client-Secret"),
        *("X-Token", "X-AuthToken", "Private-Token", "x-amz-security-token", "X-Hub-Signature-256"),
        *("X-Shopify-Hmac-Sha256", "X-Auth", "X-JWT", "X-Password", "X-Passphrase", "Passwort"),
        *("X-Credentials", "X-Session-Id", "Bearer", "X-Pin"),
    ],
)
def test_a_header_with_a_credential_is_known_by_its_name(header: str) -> None:
    assert carries_credential(header)


@pytest.mark.parametrize(
    "header",
    [
        *("Content-Type", "Accept", "X-Customer", "X-Author", "X-Authority", "X-Monkey", "X-Keyboard"),
        *("Idempotency-Key", "X-Public-Key", "Cache-Key", "X-Pinned", "X-Tokens-Used", "User-Agent", "X-Shop"),
        *("X-Request-Id", "Signed-Headers", "Accept-Language"),
    ],
)
def test_a_header_that_only_sounds_like_it_is_not_taken_for_one(header: str) -> None:
    assert not carries_credential(header)

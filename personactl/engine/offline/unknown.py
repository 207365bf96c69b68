"""What a prompt orders for questions it has no answer to, as a sentence to the user.

"If you don't know, offer to take the caller's number" becomes "I can take your number"; a wording in quotation marks
is taken as it stands.
"""

import re
from collections.abc import Iterable

from personactl.engine.offline.first_person import addressed_to_user, capitalised, ended
from personactl.engine.offline.words import folded

_IGNORANT = re.compile(
    r"(?:do not|don.t|does not|doesn.t|not) (?:know|have (?:the|an|that) (?:answer|information))|(?:not|un)\s?sure"
    r"|cannot answer|can.t answer|no answer|outside (?:of )?(?:your|the) knowledge"
    r"|nicht (?:weisst|wissen|sicher)|keine antwort|ne (?:sais|savez|connais) pas|n.es pas sur|n.etes pas sur"
    r"|no (?:sabes|sabe|estas seguro)|non (?:sai|sa|sei sicuro)|nao (?:sabe|souber|tem certeza)|niet (?:weet|zeker)"
)
_QUOTED = re.compile(r"[\"“«„「](?P<said>[^\"“”«»„「」]{8,200})[\"”»“」]")
_UNTIL = r"(?=[;.]|, (?:and|but|never|or)\b| and (?:never|do not|don't)\b|$)"
_WHOM = r"(?:them|(?:the |any |every |each )?\w+)"
_OFFERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\bsuggest(?:ing)? asking (?P<what>.+?){_UNTIL}"), "You could ask {what}"),
    (re.compile(rf"\boffer(?:ing)? to (?P<what>.+?){_UNTIL}"), "I can {what}"),
    (
        re.compile(rf"\b(?:send|refer|direct|point|transfer|connect) {_WHOM} to (?P<what>.+?){_UNTIL}"),
        "Please turn to {what}",
    ),
    (re.compile(rf"\b(?:ask|invite|advise|tell) {_WHOM} to (?P<what>.+?){_UNTIL}"), "Please {what}"),
    (re.compile(r"\bpropose[rz]? de demander (?P<what>.+?)(?=[;.,]|$)"), "On peut demander {what}"),
    (re.compile(r"\bverweise? (?:auf|an) (?P<what>.+?)(?=[;.,]|$)"), "Weiter hilft {what}"),
)


def offer_for_the_unknown(texts: Iterable[str]) -> str:
    """One whole sentence, "" where the prompt orders nothing that can be said."""
    for text in texts:
        if not _IGNORANT.search(folded(text)):
            continue
        if quoted := _QUOTED.search(text):
            return ended(capitalised(quoted["said"]))
        for pattern, sentence in _OFFERS:
            if match := pattern.search(text):
                return ended(sentence.format(what=addressed_to_user(match["what"])))
    return ""

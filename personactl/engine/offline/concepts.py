"""What people ask a persona about, as groups of words in several languages that mean nearly the same.

A question matches a sentence by a shared word, or less strongly by a shared concept: "How much is it?" finds
"It costs five euros". Questions of two words ("how much", "what time") are folded into one before matching.
"""

import re
from functools import cache

from personactl.engine.offline.words import folded, stem, word_set

_CONCEPTS = {
    "price": """price prices cost costs fee fees charge charged expensive cheap euro euros dollar dollars pound pounds
        cents howmuch kosten kostet preis preise teuer prix coute coutent tarif tarifs
        precio precios cuesta cuestan tarifa prezzo prezzi costa costano preco precos custa custam prijs kost""",
    "time": """when whattime hour hours oclock morning noon afternoon evening night midnight monday tuesday wednesday
        thursday friday saturday sunday weekday weekdays weekend daily am pm wann uhr montag dienstag mittwoch
        donnerstag freitag samstag sonntag taglich morgens abends quand heure heures lundi mardi mercredi jeudi vendredi
        samedi dimanche matin soir cuando hora horas lunes martes miercoles jueves viernes sabado domingo manana tarde
        ore lunedi martedi mercoledi giovedi venerdi sabato domenica quando segunda terca quarta quinta sexta
        wanneer uur maandag dinsdag woensdag donderdag vrijdag zaterdag zondag""",
    "hours": """open opens opening hours closed closes closing shut geoffnet offnet offnungszeiten offen schliesst
        geschlossen ouvert ouverte ouverts ouvre horaire horaires ferme fermee abierto abierta abre abren horario
        cierra cerrado aperto aperta apre orari chiude chiuso aberto aberta fecha geopend openingstijden sluit
        gesloten""",
    "place": """where address located location directions street road row lane avenue square floor foot opposite beside
        station stop wo adresse strasse platz ou rue situe situee donde direccion calle dove indirizzo piazza onde
        endereco rua waar adres straat""",
    "contact": """phone telephone call ring number email mail reach contact telefon anrufen nummer erreichen appeler
        numero joindre llamar telefono correo chiamare ligar bellen nummer""",
    "duration": """howlong long takes take minute minutes day days week weeks last lasts dauert dauer tage wochen
        duree dure jours semaines dura dias semanas giorni settimane duurt dagen weken""",
    "parking": "park parking car cars garage parken parkplatz auto stationner voiture aparcar coche parcheggio carro",
    "booking": """book booking appointment reserve reservation table buchen buchung termin reservieren rendezvous
        reserver reservar cita prenotare prenotazione marcar afspraak boeken""",
    "return": """return returned returns refund exchange exchanged money ruckgabe umtausch zuruckgeben rendre retour
        rembourse echanger devolver cambio reembolso rendere reso rimborso devolucao retourneren""",
    "delivery": """deliver delivery delivered ship shipping lieferung liefern versand livraison livrer entrega envio
        consegna spedizione bezorgen levering""",
    "repair": """repair repairs fix fixed broken rewire mend faulty reparatur reparieren kaputt reparer casse reparar
        roto riparare guasto repareren kapot""",
    "food": "food eat breakfast lunch dinner meal vegan vegetarian essen fruhstuck manger repas comida desayuno",
    "network": "wifi wlan wireless internet network online",
    "pets": "dog dogs cat cats pet pets animal animals hund hunde tier chien animaux perro mascota cane cachorro",
    "access": "wheelchair accessible lift elevator stairs rollstuhl aufzug ascenseur ascensor ascensore",
    "children": "child children kid kids baby kinder kind enfant enfants nino ninos bambini criancas kinderen",
    "cancel": "cancel cancelled cancellation stornieren absagen annuler annulation cancelar annullare annuleren",
    "luggage": "luggage bag bags suitcase baggage gepack koffer bagages valise equipaje maleta bagagli",
    "name": "name named called heisst heissen appelle appelles llama chiama chama heet",
}
_OF_TWO_WORDS = (
    (re.compile(r"\b(?:how long|wie lange|combien de temps|cuanto tiempo|quanto tempo|hoe lang)\b"), "howlong"),
    (re.compile(r"\b(?:what time|wie spat|wie ?viel uhr|quelle heure|que hora|che ora|hoe laat)\b"), "whattime"),
    (re.compile(r"\b(?:how much|wie ?viel|combien|cuanto|quanto|hoeveel)\b"), "howmuch"),
    (re.compile(r"\b(?:wi fi|wi-fi)\b"), "wifi"),
    (re.compile(r"\bo.clock\b"), "oclock"),
)
_ASKING = "when whattime where howmuch howlong wann wo quand cuando donde quando dove onde wanneer waar"


def concepts_of(word: str) -> frozenset[str]:
    """The concepts that a stem belongs to; none for most words."""
    return _concepts_by_stem().get(word, frozenset())


def only_asks(word: str) -> bool:
    """Whether a stem is a question word: it tells what kind of answer is wanted, not what about."""
    return word in _question_stems()


@cache
def _concepts_by_stem() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, words in _CONCEPTS.items():
        for word in words.split():
            found.setdefault(stem(word), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _question_stems() -> frozenset[str]:
    return frozenset(map(stem, word_set(_ASKING)))


def question_words_joined(text: str) -> str:
    """`text`, folded, with questions of two words made one; the longer ones come first in the table."""
    text = folded(text.casefold().replace("où", "where"))  # without its accent it would be "or"
    for pattern, word in _OF_TWO_WORDS:
        text = pattern.sub(word, text)
    return text

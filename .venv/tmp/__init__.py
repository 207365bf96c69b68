"""A responder that needs no model: it reads the persona's prompt as a person skims a leaflet, and answers from it.

    prompt --outline--> statements --brief--> what may be said --matching--> the sentences that fit the question

Same conversation in, same words out. It understands nothing: it finds. What it cannot find it says it does not know.
"""

"""A responder that needs no model: it finds in the persona's prompt the sentences that answer a question.

    prompt --outline--> statements --brief--> sayable sentences --search_index--> those that fit the question

The same conversation gets the same words. It understands nothing. What it does not find, it says it does not know.
"""

"""A mutating fuzz of the platform's answers.

A real server on loopback answers with what the embedded engine says, mutated; commands run against it, and must end in
one of their documented ways. `fuzz/answers.py` runs it for a while, `test_answers.py` a sample and the kept corpus.
"""

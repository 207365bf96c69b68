"""How much of an answer is read, and for how long. An answer that goes further is a failure, and is never repeated."""

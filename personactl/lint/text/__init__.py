"""Functions that find ranges of a text. They know nothing of files, personas or rules."""

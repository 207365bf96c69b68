"""A command line of bash as words: quotation marks and backslashes are taken away, and nothing is expanded."""

from typing import NamedTuple


class BashLine(NamedTuple):
    """A line up to the cursor.

    words: the words of its last command. The last one, which may be empty, ends at the cursor.
    quote: the quotation mark that is still open in the last word, or "".
    kept: the number of characters of the last word that bash keeps, because it takes the rest for a word of its own.
    """

    words: list[str]
    quote: str
    kept: int


def read_line(line: str, breaks: str) -> BashLine:
    """Return the words of `line`.

    breaks: the characters that end a word for bash; of them, only those count that end none for a command.
    """
    reader = _Reader("".join(character for character in breaks if character in "@=:"))
    characters = iter(line)
    for character in characters:
        if character == "\\" and reader.quote != "'":
            reader.take_escaped(next(characters, ""))
        elif reader.quote:
            reader.take_quoted(character)
        else:
            reader.take(character)
    kept = reader.quoted_from if reader.quote else reader.kept
    return BashLine([*reader.words, "".join(reader.word)], reader.quote, kept)


class _Reader:
    def __init__(self, breaks: str) -> None:
        self.words: list[str] = []
        self.word: list[str] = []
        self.quote = ""
        self.kept = self.quoted_from = 0
        self._breaks = breaks
        self._begun = False

    def take(self, character: str) -> None:
        if character.isspace():
            self._end_word()
        elif character in ";|&(":
            self._end_word()
            self.words = []
        else:
            self._begun = True
            if character in {"'", '"'}:
                self.quote = character
                self.quoted_from = len(self.word)
            else:
                self.word.append(character)
                if character in self._breaks:
                    self.kept = len(self.word)

    def take_quoted(self, character: str) -> None:
        if character == self.quote:
            self.quote = ""
        else:
            self.word.append(character)

    def take_escaped(self, character: str) -> None:
        self._begun = True
        if self.quote and character not in {"$", "`", '"', "\\"}:
            self.word.append("\\")
        self.word.append(character)

    def _end_word(self) -> None:
        if self._begun:
            self.words.append("".join(self.word))
        self.word, self.kept, self._begun = [], 0, False

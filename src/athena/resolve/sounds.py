"""How a name sounds, roughly, so that two spellings of it can meet. A way to find candidates and never evidence."""

import jellyfish

_LENGTH = 5


def sound(word: str) -> str:
    """The sound of a folded word: the first letters of its Metaphone (Philips 1990); numbers stay as they are."""
    return (jellyfish.metaphone(word)[:_LENGTH] or word) if word.isalpha() else word

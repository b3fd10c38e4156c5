"""How a name sounds, roughly, so that two spellings of it can meet. A way to find candidates and never evidence."""

_SPELLINGS = (
    ("ph", "f"), ("gh", "g"), ("kn", "n"), ("wr", "r"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("th", "t"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("v", "f"), ("dg", "j"), ("mc", "mk"),
)  # fmt: skip
_CLASS = {"b": "1", "f": "1", "p": "1", "g": "2", "j": "2", "k": "2", "s": "3", "d": "4", "t": "4", "l": "5", "m": "6", "n": "6", "r": "7"}  # fmt: skip
_LENGTH = 5


def sound(word: str) -> str:
    """The sound of a folded word: its first letter (all vowels alike) and the classes of its consonants.

    Soundex (Russell 1918) with one more letter, S apart from K, and spellings of one sound made one first. Numbers
    sound as they are written.
    """
    if not word or not word.isalpha():
        return word
    for spelling, plain in _SPELLINGS:
        word = word.replace(spelling, plain)
    last = _CLASS.get(word[0])
    out = ["a" if word[0] in "aeiouyhw" else word[0]]
    for letter in word[1:]:
        group = _CLASS.get(letter)
        if group and group != last:
            out.append(group)
        if letter not in "hw":
            last = group
    return "".join(out)[:_LENGTH]

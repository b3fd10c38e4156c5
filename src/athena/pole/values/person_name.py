"""Names of people, as written: no order is forced on them, and nothing is thrown away.

Forename and surname is one custom among many. Single names, patronymics, Spanish double surnames, Chinese order,
Kaur and Singh, Begum and Bibi do not fit it, and a column that says "surname" is only somebody's guess. So a name
is kept as a sequence of parts; what the writer did say (a comma after the family name) is kept too.
"""

import re
import unicodedata
from dataclasses import dataclass

from athena.pole.refusal import unreadable

# Forms of address. Begum, Bibi, Kaur, Singh and Mohammed are names and not here; nor is Major, a Punjabi forename.
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "master",
        "dr",
        "prof",
        "professor",
        "rev",
        "revd",
        "reverend",
        "sir",
        "dame",
        "lord",
        "lady",
        "cllr",
        "pc",
        "pcso",
        "sgt",
        "insp",
        "dsupt",
        "capt",
        "col",
    }
)
# Not "md": in front of a Bangladeshi name it is Mohammed, and behind it may be too.
_SUFFIXES = frozenset(
    ("jr", "jnr", "junior", "snr", "senior", "ii", "iii", "iv", "esq", "obe", "mbe", "cbe", "qpm", "kc", "phd")
)
# Words that belong to the next word, in any case, because old systems wrote everything in capitals.
_PARTICLES = frozenset(
    {
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "du",
        "la",
        "le",
        "les",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "zu",
        "zur",
        "af",
        "av",
        "bin",
        "ibn",
        "bint",
        "abu",
        "umm",
        "ap",
        "ab",
        "ferch",
        "mc",
        "st",
    }
)
# These are forenames too (Ben, Al, Di, Mac), so only a writer's own lower case makes them particles.
_PARTICLES_IN_LOWER_CASE = frozenset(("ben", "al", "el", "di", "mac", "san", "santa", "te", "y", "e", "o"))
_PLACEHOLDERS = frozenset(
    {
        "unknown",
        "not known",
        "n/k",
        "nk",
        "n/a",
        "none",
        "no name",
        "not stated",
        "not given",
        "unidentified",
        "unknown male",
        "unknown female",
        "a n other",
        "anon",
        "anonymous",
        "refused",
    }
)
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4`"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


@dataclass(frozen=True)
class PersonName:
    """A name: the text as written, tidied of spacing and typography only.

    Everything else is read from it: `titles`, `parts`, `suffixes`, `family`, `words`. Capitals are kept, since
    `McDonald` cannot be had back from `MCDONALD`. `str` prints the text.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> "PersonName":
        """Read a name of any form.

        Raises `Refused` (`pole.value.person_name`) when there is no letter in it, and for words that old systems
        wrote where they had no name (`UNKNOWN`, `N/K`, `NOT GIVEN`): two of those are not the same person.
        """
        tidy = normalise_person_name(text)
        if not any(letter.isalpha() for letter in tidy):
            raise unreadable("person_name", "there is no letter in it")
        if tidy.casefold().strip(" .,") in _PLACEHOLDERS:
            raise unreadable("person_name", "it stands for a name that nobody knew")
        return cls(tidy)

    @property
    def titles(self) -> tuple[str, ...]:
        """Forms of address in front, as written; a name that is nothing else (`Master`) has none."""
        return self._split()[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts in written order, each particle with its word: `Vincent`, `van Gogh`."""
        return _joined(self._split()[1])

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What follows a name without being one: `Jr`, `OBE`."""
        return self._split()[2]

    @property
    def family(self) -> tuple[str, ...]:
        """The parts before a comma, which is how a writer says that they are the family name; else none."""
        before, comma, _ = self.text.partition(",")
        return _joined(_words(before)) if comma else ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words to compare by: folded of case, accents, hyphens and apostrophes, sorted, titles left out.

        Sorted, so that `Li Wei` and `Wei Li` agree: order is custom, and systems swap it. Alike is not the same
        person: this is what a comparison starts from.
        """
        _, middle, _ = self._split()
        return tuple(sorted(word for part in middle for word in _folded(part).split()))

    def _split(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        words = _words(self.text)
        front, back = 0, len(words)
        while front < back - 1 and _bare(words[front]) in _TITLES:
            front += 1
        while back > front + 1 and _bare(words[back - 1]) in _SUFFIXES:
            back -= 1
        return words[:front], words[front:back], words[back:]

    def __str__(self) -> str:
        """Print the name as written."""
        return self.text


def normalise_person_name(text: str) -> str:
    """Compose accents (NFC), unify apostrophes and hyphens, squeeze spaces; what `PersonName.parse` does first."""
    plain = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).translate(_HYPHENS)
    plain = re.sub(r"\s*,\s*", ", ", plain)
    return " ".join(re.sub(r"\s*-\s*", "-", plain).split())


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    parts: list[str] = []
    waiting: list[str] = []
    for word in words:
        waiting.append(word)
        if _bare(word) not in _PARTICLES and word not in _PARTICLES_IN_LOWER_CASE:
            parts.append(" ".join(waiting))
            waiting = []
    # A particle with nothing behind it is somebody's name, as Le and Van are.
    return tuple(parts + waiting)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", letters.replace("'", "").replace(".", "")).strip()

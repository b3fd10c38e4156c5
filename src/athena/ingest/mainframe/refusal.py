"""The one kind of failure this room shows to a person: a refusal that says what to do next."""

from dataclasses import dataclass

from athena.failures import Refused


@dataclass(frozen=True)
class Place:
    """Where something stands in a source text: 1-based line and column, and the file when known."""

    line: int
    column: int
    file: str = ""

    def __str__(self) -> str:
        return f"{self.file or 'copybook'}:{self.line}:{self.column}"


class LegacyRefusedError(Refused):
    """A file, layout or option that cannot be read without guessing.

    `code` is stable and meant for machines; `where` names the place (copybook line and column, or a byte
    offset); `remedy` says what to do and who can do it. Nothing has been written when it is raised.
    """

    def __init__(
        self, code: str, what: str, *, where: str, remedy: str, why: str = "Reading on would be guessing."
    ) -> None:
        super().__init__(code, what, where, why, remedy)


class CopybookError(LegacyRefusedError):
    """A copybook that does not follow the COBOL data description language, with line, column and what was expected."""

    def __init__(self, what: str, place: Place, expected: str, code: str = "COPYBOOK_SYNTAX") -> None:
        super().__init__(
            code,
            what,
            where=str(place),
            why=f"Expected {expected}.",
            remedy="The owner of the copybook can correct this line.",
        )
        self.place = place
        self.expected = expected

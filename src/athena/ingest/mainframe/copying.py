"""COPY ... REPLACING: other copybooks of the same folder put in place, and words exchanged in them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from athena.ingest.mainframe.lexer import Token, tokenise
from athena.ingest.mainframe.reference_format import Form, read_source
from athena.ingest.mainframe.refusal import CopybookError

_SUFFIXES = ("", ".cpy", ".cob", ".cbl", ".copy", ".CPY", ".COB", ".CBL", ".txt")
_DEPTH = 16

Part = Literal["whole", "leading", "trailing"]
_PARTS: dict[str, Part] = {"LEADING": "leading", "TRAILING": "trailing"}


def read_tokens(path: Path, *, form: Form = "auto", replacing: Mapping[str, str] | None = None) -> list[Token]:
    """Tokens of a copybook file with every COPY expanded from its own folder.

    `replacing` exchanges text in the outermost file, as REPLACING of a COPY we were not given would have.
    Raises `CopybookError` when a member is missing or copies itself.
    """
    return _expand(_file_tokens(path, form, replacing or {}), path.parent, form, (path.resolve(),))


def _file_tokens(path: Path, form: Form, replacing: Mapping[str, str]) -> list[Token]:
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    for old, new in replacing.items():
        text = text.replace(old, new)
    return list(tokenise(read_source(text, form=form, file=path.name)))


def _expand(tokens: Sequence[Token], folder: Path, form: Form, open_files: tuple[Path, ...]) -> list[Token]:
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind != "word" or token.value != "COPY":
            result.append(token)
            index += 1
            continue
        end = next((i for i in range(index, len(tokens)) if tokens[i].kind == "period"), None)
        if end is None:
            raise CopybookError("COPY is not closed", token.place, "'.' at the end of COPY")
        result.extend(_copied(tokens[index:end], folder, form, open_files))
        index = end + 1
    return result


def _copied(statement: Sequence[Token], folder: Path, form: Form, open_files: tuple[Path, ...]) -> list[Token]:
    if len(statement) < 2:
        raise CopybookError("COPY names no member", statement[0].place, "the name of a copybook of the same folder")
    member = statement[1]
    path = _find(folder, member.value if member.kind == "literal" else member.text)
    if path is None:
        raise CopybookError(
            f"COPY {member.text}: no such copybook in {folder}",
            member.place,
            f"a file {member.text} (or .cpy, .cob, .cbl) beside this one",
            code="COPY_NOT_FOUND",
        )
    if path.resolve() in open_files or len(open_files) >= _DEPTH:
        raise CopybookError(f"COPY {member.text} copies itself", member.place, "members that do not form a circle")
    pairs = _replacements(statement[2:])
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    for kind, old, new in pairs:
        # a partial word such as :TAG: is exchanged inside longer words, as IBM's REPLACING does for ==:TAG:==
        if kind == "whole" and (old.startswith(":") or old.endswith(":")):
            text = text.replace(old, new)
    tokens = list(tokenise(read_source(text, form=form, file=path.name)))
    for kind, old, new in pairs:
        tokens = _replace_words(tokens, old, new) if kind == "whole" else _replace_ends(tokens, kind, old, new)
    return _expand(tokens, folder, form, (*open_files, path.resolve()))


def _find(folder: Path, name: str) -> Path | None:
    for candidate in (name, name.lower(), name.upper()):
        for suffix in _SUFFIXES:
            path = folder / f"{candidate}{suffix}"
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path
    return None


def _replacements(tokens: Sequence[Token]) -> list[tuple[Part, str, str]]:
    rest = [token for token in tokens if token.value not in ("SUPPRESS",)]
    if len(rest) >= 2 and rest[0].value in ("OF", "IN"):
        rest = rest[2:]
    if not rest:
        return []
    if rest[0].value != "REPLACING":
        raise CopybookError(f"found '{rest[0].text}' in COPY", rest[0].place, "REPLACING ==old== BY ==new==")
    pairs: list[tuple[Part, str, str]] = []
    index = 1
    while index < len(rest):
        kind = _PARTS.get(rest[index].value, "whole")
        index += int(kind != "whole")
        if index + 2 >= len(rest) or rest[index + 1].value != "BY":
            raise CopybookError("REPLACING is not complete", rest[-1].place, "==old== BY ==new==")
        pairs.append((kind, _content(rest[index]), _content(rest[index + 2])))
        index += 3
    return pairs


def _content(token: Token) -> str:
    return token.value if token.kind == "pseudo" else token.text


def _replace_ends(tokens: list[Token], kind: Part, old: str, new: str) -> list[Token]:
    """Exchange the beginning or the end of each word (ISO/IEC 1989:2002, partial-word replacement)."""
    result: list[Token] = []
    for token in tokens:
        leads = kind == "leading" and token.value.startswith(old.upper())
        trails = kind == "trailing" and token.value.endswith(old.upper())
        text = token.text
        if token.kind == "word" and old and (leads or trails):
            text = new + text[len(old) :] if leads else text[: len(text) - len(old)] + new
        result.append(token if text == token.text else Token("word", text, text.upper(), token.place))
    return result


def _replace_words(tokens: list[Token], old: str, new: str) -> list[Token]:
    """Exchange each run of tokens equal to `old` (case aside) by the tokens of `new`, at the place of the first."""
    pattern = [token.value for token in tokenise(read_source(old, form="free"))]
    substitute = tokenise(read_source(new, form="free"))
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        window = [token.value for token in tokens[index : index + len(pattern)]]
        if pattern and window == pattern:
            place = tokens[index].place
            result.extend(Token(token.kind, token.text, token.value, place) for token in substitute)
            index += len(pattern)
        else:
            result.append(tokens[index])
            index += 1
    return result

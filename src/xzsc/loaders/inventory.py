"""Which files a list of PATHs means, in which order, and what their documents are called."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePath

from xzsc.errors import InputError, nearest
from xzsc.loaders import FORMATS, OBSOLETE
from xzsc.loaders.blob import STDIN, OnError, OnNote, Talk, open_file, printable, suffix_of, system_error
from xzsc.store import is_store, read_manifest

_ABOUT = frozenset({"manifest", "readme", "license", "licence"})
"""Stems of files in a folder that tell about the texts and are none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to be read, or a member of an archive, with the name of its documents.

    Args:
        path: the path as the user named it, or below the folder that was named.
        id: the stem, or as much of the path as it takes to be the only one.
        member: the name inside the archive, or "".
        size: in bytes, as stored; 0 where it is not known.
        part: the part of a corpus at rest, if the path is one, or "".
    """

    path: str
    id: str
    member: str = ""
    size: int = 0
    part: str = ""

    @property
    def name(self) -> str:
        """The path with the member or part inside it."""
        path, inside = printable(self.path), self.member or self.part
        return f"{path}!{inside}" if inside else path


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    relative: str
    size: int
    member: str = ""
    part: str = ""


def survey(paths: Sequence[str], *, on_error: OnError, on_note: OnNote) -> tuple[Entry, ...]:
    """Return the files that PATHs mean; each file once, folders walked in the order of names."""
    found: list[_Found] = []
    seen: set[str] = set()
    for path in [paths] if isinstance(paths, str | os.PathLike) else paths:  # not each letter of a path
        try:
            for file in _expand(os.fspath(path), Talk(on_error, on_note)):
                key = os.path.abspath(os.path.join(file.path, file.part)) if file.path != STDIN else STDIN
                if key not in seen:
                    seen.add(key)
                    found.extend(_members(file, on_note))
        except InputError as error:
            on_error(error)
    entries = tuple(
        Entry(file.path, printable(name), file.member, file.size, file.part)
        for file, name in zip(found, _names(found), strict=True)
    )
    _tell_of_clashes(entries, on_note)
    return entries


def _tell_of_clashes(entries: Sequence[Entry], on_note: OnNote) -> None:
    """Tell of names of documents in a corpus at rest, given when it was built, that stand elsewhere too."""
    stores = tuple(dict.fromkeys(entry.path for entry in entries if entry.part))
    names = Counter(entry.id for entry in entries if not entry.part)
    if not stores or (len(stores) == 1 and not names):
        return
    for store in stores:
        names.update({each.id for part in read_manifest(store)[1].values() for each in part.inputs})
    if twice := sorted(name for name, number in names.items() if number > 1):
        told = ", ".join(twice[:3]) + (" …" if len(twice) > 3 else "")
        cure = "Build one corpus from all the files to tell them apart."
        where = ", ".join(map(printable, stores))
        on_note(f"{where}: names of files that are in use elsewhere: {len(twice)} ({told}). {cure}")


def has_texts(folder: str) -> bool:
    """Tell whether there is anything to read in a folder."""
    return any(_is_text(path) for path, _, _ in _walk(folder, lambda error: None))


def _expand(path: str, talk: Talk) -> Iterator[_Found]:
    """Yield the files that one PATH means."""
    if path == STDIN:
        yield _Found(STDIN, "stdin", 0)
    elif is_store(path):
        yield from _parts(path)
    elif os.path.isdir(path):
        yield from _folder(path, talk)
    elif os.path.lexists(path):
        size = os.path.getsize(path) if os.path.isfile(path) else 0
        yield _Found(path, PurePath(path).name, size)
    elif glob.has_magic(path):
        for match in _matches(path):
            if is_store(match):
                yield from _parts(match)
            elif os.path.isdir(match):
                yield from _folder(match, talk, strict=False)
            elif _is_text(match):
                yield _Found(match, PurePath(match).as_posix(), os.path.getsize(match))
    else:
        raise _missing(path)


def _parts(store: str) -> Iterator[_Found]:
    for part in read_manifest(store)[1].values():
        yield _Found(store, part.name, part.size, part=part.name)


def _matches(pattern: str) -> list[str]:
    """Return what a pattern means, by name: of a corpus at rest the whole, for its tables are no texts."""
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        raise InputError(
            printable(pattern), "no file matches. Quote the pattern only if xzsc shall expand it."
        )
    above = {match: Path(match).parents for match in matches}
    stores = {folder for folder in set(chain.from_iterable(above.values())) if is_store(folder)}
    found = [match for match in matches if stores.isdisjoint(above[match])]
    if not found:
        raise _at_rest(pattern, [str(store) for store in stores])
    return found


def _folder(folder: str, talk: Talk, *, strict: bool = True) -> Iterator[_Found]:
    """Yield what can be read below a folder; tell how many files were passed over."""
    texts, others = 0, Counter[str]()
    for path, relative, size in _walk(folder, talk.error):
        if _is_text(path):
            texts += 1
            yield _Found(path, relative, size)
        elif _stem_of(path).lower() not in _ABOUT:
            others[suffix_of(path) or os.path.basename(path)] += 1
    if not texts and strict:
        if stores := [path for path, _, _ in os.walk(folder) if is_store(path)]:
            raise _at_rest(folder, stores)
        raise InputError(
            printable(folder), f"no file in this folder can be read. Formats are {' '.join(FORMATS)}."
        )
    if others:
        kinds = ", ".join(sorted(others)[:6]) + (" …" if len(others) > 6 else "")
        talk.note(f"{printable(folder)}: {sum(others.values())} other files were skipped ({kinds}).")


def _walk(folder: str, on_error: OnError) -> Iterator[tuple[str, str, int]]:
    """Yield path, path below the folder, and size of every visible file, by name; a loop of links ends.

    A folder below that may not be read is told and passed over.
    """
    stack = [("" if folder == os.curdir else folder, "", True, 0)]
    visited: set[tuple[int, int]] = set()
    while stack:
        path, relative, is_folder, size = stack.pop()
        if not is_folder:
            yield path, relative, size
            continue
        try:
            status = os.stat(path or os.curdir)
            is_seen = (status.st_dev, status.st_ino) in visited
            if not is_seen and not (relative and is_store(path)):  # it holds the same texts once more
                visited.add((status.st_dev, status.st_ino))
                stack.extend(reversed(_listed(path, relative)))
        except OSError as error:
            told = system_error(printable(path), error)
            if not relative:
                raise told from None
            on_error(told)


def _listed(folder: str, relative: str) -> list[tuple[str, str, bool, int]]:
    """Return path, path below the root, whether it is a folder, and size of what is in a folder, by name."""
    found: list[tuple[str, str, bool, int]] = []
    with os.scandir(folder or os.curdir) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = entry.name
            if not name.startswith((".", "~$")) and name != "__MACOSX":
                below = f"{relative}/{name}" if relative else name
                size = entry.stat().st_size if entry.is_file() else 0
                found.append((os.path.join(folder, name), below, entry.is_dir(), size))
    return found


def _is_text(path: str) -> bool:
    suffix = suffix_of(path)
    return (suffix in FORMATS or suffix in OBSOLETE) and _stem_of(path).lower() not in _ABOUT


def _stem_of(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _members(file: _Found, on_note: OnNote) -> Iterator[_Found]:
    """Yield the members of an archive in its place; a bad one stays, for its reader to say what is wrong."""
    if suffix_of(file.path) != ".zip":
        yield file
        return
    from xzsc.loaders.archive import listing, open_archive

    try:
        with open_archive(open_file(file.path)) as container:
            infos = listing(container)
    except InputError:
        yield file
        return
    readable = [(name, info) for name, info in infos if _is_text(name)]
    if not readable:
        yield file
        return
    if len(readable) < len(infos):
        on_note(
            f"{printable(file.path)}: {len(infos) - len(readable)} members of other formats were skipped."
        )
    folder = _bare(file)
    for name, info in readable:
        yield _Found(file.path, f"{folder}/{name}", info.compress_size, name)


def _names(found: Sequence[_Found]) -> list[str]:
    """Return a name for each file: the first that is the only one of its kind and not taken before.

    The stem; where stems clash the path below the folder that was named, without its ending; then with it;
    then with the name of the folder before it; then the path as named.
    """
    names: list[str] = [""] * len(found)
    open_at = list(range(len(found)))
    taken: set[str] = set()
    for candidate in (_stem, _bare, _relative, _rooted, _full):
        proposed = {at: candidate(found[at]) for at in open_at}
        counts = Counter(proposed.values())
        for at, name in proposed.items():
            if (counts[name] == 1 and name not in taken) or candidate is _full:
                names[at] = name
        taken.update(names[at] for at in open_at if names[at])
        open_at = [at for at in open_at if not names[at]]
    return names


def _stem(file: _Found) -> str:
    return _stem_of(file.relative)


def _bare(file: _Found) -> str:
    return os.path.splitext(file.relative)[0]


def _relative(file: _Found) -> str:
    return file.relative


def _rooted(file: _Found) -> str:
    root = PurePath(PurePath(file.path).as_posix().removesuffix(file.relative)).name
    return f"{root}/{_bare(file)}" if root else _bare(file)


def _full(file: _Found) -> str:
    return f"{file.path}!{file.member}" if file.member else file.path


def _at_rest(path: str, stores: Sequence[str]) -> InputError:
    """Return the error for a path with nothing to read but corpora below or above it."""
    named = ", ".join(printable(store) for store in sorted(stores)[:3]) + (" …" if len(stores) > 3 else "")
    return InputError(printable(path), f"nothing to read but a corpus at rest. Name it: {named}.")


def _missing(path: str) -> InputError:
    """Return the error for a path that is not there, with the names in its folder that look like it.

    Their endings do not count: they are alike for most files of a folder.
    """
    folder, name = os.path.split(path)
    stems: dict[str, list[str]] = {}
    try:
        for known in sorted(os.listdir(folder or ".")):
            stems.setdefault(os.path.splitext(known)[0], []).append(known)
    except OSError:
        return InputError(printable(path), f"no such file, and no folder {folder}.")
    close = [known for stem in nearest(os.path.splitext(name)[0], stems) for known in stems[stem]][:3]
    cure = (
        f" Did you mean {', '.join(printable(os.path.join(folder, known)) for known in close)}?"
        if close
        else ""
    )
    return InputError(printable(path), f"no such file or folder.{cure}")

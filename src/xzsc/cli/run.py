"""One run of a command: documents in, rows out, and the talk on stderr."""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar

import click

from xzsc.cli.options import Options, warnings
from xzsc.cli.registry import FAILURES, INTERRUPT
from xzsc.errors import InputError, UsageError
from xzsc.model import GUESSED, Cell, Document, Table
from xzsc.printers import (
    BINARY,
    LINES,
    WITH_BOM,
    Spelling,
    Style,
    check_columns,
    check_output,
    meter,
    open_binary,
    write,
)

if TYPE_CHECKING:
    from xzsc.work import Keep, Task

DONE, FAILED = 0, 1
SHOWN_WARNINGS = 10
COMMONEST = 3


Row = tuple[Cell, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """What came of one document, and what the summary and the warnings say of it."""

    result: T
    n_units: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counting(Generic[T]):
    """A task that also counts; it travels to the workers if the task does."""

    task: Callable[[Document], T]

    def __call__(self, doc: Document) -> Counted[T]:
        """Return what the task makes of a document, with what is counted and warned of."""
        said = tuple(f"{doc.source.name}: {warning}" for warning in (*doc.source.warnings, *doc.warnings))
        return Counted(self.task(doc), sum(1 for _ in doc.sentences), said)


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of a document as they stand in the output, and what is counted of them."""

    text: str
    n_rows: int
    values: Counter[str]


@dataclass(frozen=True, slots=True)
class Spelled:
    """Spells the rows of a document where they are made; it travels to the workers.

    Args:
        spelling: how.
        at: the column whose values are counted, or -1.
    """

    spelling: Spelling
    at: int

    def __call__(self, counted: Counted[list[Row]]) -> Counted[Block]:
        """Return lines for rows."""
        rows = counted.result
        values = Counter(str(row[self.at]) for row in rows) if self.at >= 0 else Counter[str]()
        block = Block(self.spelling(rows), len(rows), values)
        return Counted(block, counted.n_units, counted.warnings)


class Rows:
    """The rows of a task on each document, made when they are asked for: as rows or as lines."""

    def __init__(self, results: Callable[[Callable[[Any], Any] | None], Iterator[Any]]) -> None:
        self._results = results

    def __iter__(self) -> Iterator[Row]:
        for rows in self._results(None):
            yield from rows

    def blocks(self, spelled: Spelled) -> Iterator[Block]:
        """Yield the lines of each document."""
        yield from self._results(spelled)


def _itself(doc: Document) -> Document:
    return doc


class Run:
    """Counts what passes, keeps warnings and failures for the end, and knows the exit code."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.counts: Counter[str] = Counter()
        self.values: Counter[str] = Counter()
        self._warnings = warnings()
        context = click.get_current_context(silent=True)
        # Kept where `App` finds them, so that they are told also if the command ends in an error.
        self._failures: list[InputError] = context.meta.setdefault(FAILURES, []) if context else []
        if context:
            context.meta[INTERRUPT] = self._interrupted

    def documents(self, paths: Sequence[str]) -> Iterator[Document]:
        """Yield the documents of the paths, or of the sample corpus; several processes may read them."""
        yield from self.results(paths, _itself, keep=False)

    def rows(self, paths: Sequence[str], task: Callable[[Document], list[Row]], *, cluster: str = "") -> Rows:
        """Return the rows that a task makes of each document; the work may be shared among processes."""
        how: dict[str, Any] = {"jobs": self.options.jobs or 0, "keep": self._keep(), "cluster": cluster}
        return Rows(lambda last: self._results(paths, task, last=last, **how))

    def results(
        self,
        paths: Sequence[str],
        task: Callable[[Document], T],
        *,
        cluster: str = "",
        keep: bool = True,
        light: bool = False,
    ) -> Iterator[T]:
        """Yield what a task makes of each document; the work may be shared among processes.

        Args:
            paths: what to read.
            task: a function of a module, or a `functools.partial` of one.
            cluster: address of a dask scheduler.
            keep: results between runs, not only documents; not for results as large as the documents.
            light: the task asks only for title and text of a document; the summary tells no units then.
        """
        how: dict[str, Any] = {"cluster": cluster, "light": light}
        yield from self._results(
            paths, task, jobs=self.options.jobs or 0, keep=self._keep(results=keep), **how
        )

    def _keep(self, *, results: bool = True) -> Keep | None:
        if self.options.no_cache:
            return None
        from xzsc.work import Keep

        return Keep(results=results, talk=self.options.verbose)

    def _results(
        self,
        paths: Sequence[str],
        task: Callable[[Document], T],
        *,
        jobs: int,
        keep: Keep | None,
        cluster: str = "",
        last: Callable[[Counted[T]], Counted[Any]] | None = None,
        light: bool = False,
    ) -> Iterator[Any]:
        from xzsc.corpus import run
        from xzsc.work import Then

        paths = self._given(paths)
        with meter(shown=self._shows_progress()) as on_progress:
            found = run(
                paths,
                Then(Counting(task), last) if last else Counting(task),
                self.options.reading,
                jobs=jobs,
                on_error=self._failures.append,
                on_progress=on_progress,
                on_note=self._warn,
                keep=keep,
                cluster=cluster,
                light=light,
            )
            for each in found:
                self.counts["documents"] += 1
                if not light:
                    self.counts["units"] += each.n_units
                for warning in each.warnings:
                    self._warn(warning)
                yield each.result

    def write(self, table: Table, *, tally: str = "") -> int:
        """Write the table, then say what there is to say; return the exit code.

        Args:
            table: what to write.
            tally: the column whose commonest values the summary names.
        """
        options = self.options
        self._check_output()
        check_columns(table, options.columns)
        counted = Counter[str]()
        blocks: Iterator[str] = iter(())
        if options.format in LINES and isinstance(table.rows, Rows):
            blocks, table = self._lines(table, table.rows, tally, counted), replace(table, rows=())
        table = self._tallied(table, tally) if tally else table
        written = write(
            replace(table, rows=_begun(table.rows)),
            format=options.format,
            output=options.output,
            bom=options.bom,
            raw=options.raw,
            color=options.color,
            columns=options.columns,
            blocks=_begun(blocks),
        )
        self._warnings |= dict.fromkeys(written.notes)
        return self._done(table.name, written.n_rows + counted["rows"])

    def _lines(self, table: Table, rows: Rows, tally: str, counted: Counter[str]) -> Iterator[str]:
        """Yield the lines of the rows, spelled where they are made."""
        options = self.options
        spelling = Spelling(options.format, table.columns, Style(options.columns or table.usual, options.raw))
        for block in rows.blocks(Spelled(spelling, table.columns.index(tally) if tally else -1)):
            counted["rows"] += block.n_rows
            self.values += block.values
            yield block.text

    def build(self, paths: Sequence[str], folder: str, tasks: Sequence[Task[Any]], **how: Any) -> int:  # noqa: ANN401
        """Bring a corpus at rest up to date; return the exit code.

        Args:
            paths: what to read.
            folder: of the corpus.
            tasks: whose results are kept with it.
            how: further arguments of `xzsc.build.build`.
        """
        from xzsc.build import build

        with meter(shown=self._shows_progress()) as on_progress:
            built = build(
                self._given(paths),
                folder,
                self.options.reading,
                on_error=self._failures.append,
                on_note=self._warn,
                on_progress=on_progress,
                jobs=self.options.jobs or 0,
                tasks=[Counting(task) for task in tasks],
                **how,
            )
        rows = built.rows
        told = {"documents": rows["documents"], "unit rows": rows["units"], "tokens": rows["tokens"]}
        self.counts |= Counter(told | {"parts": built.parts, "new parts": built.made})
        return self._close()

    def _given(self, paths: Sequence[str]) -> Sequence[str]:
        """Return the paths, or those of the sample corpus, and say so."""
        self.spare(paths)
        if paths:
            return paths
        from xzsc.corpus import default_paths

        found, note = default_paths()
        self.say(f"xzsc: {note}{'; standard input is read only by the PATH -' if _is_fed() else ''}")
        return found

    def spare(self, paths: Sequence[str]) -> None:
        """Refuse an output that is one of the files to be read: the rows would take its place."""
        output = self.options.output
        if output is None or not os.path.isfile(output):
            return
        for path in paths:
            inside = os.path.isdir(path) and Path(path).resolve() in Path(output).resolve().parents
            if inside or (os.path.exists(path) and os.path.samefile(path, output)):
                raise UsageError(f"{output}: is among the files to be read. Choose another place by -o.")

    def write_with(self, writer: Callable[[BinaryIO], int], name: str) -> int:
        """Let a writer of its own kind make the output; it returns the number of rows, this the exit code."""
        self._check_output()
        with open_binary(self.options.output) as stream:
            n_rows = writer(stream)
        return self._done(name, n_rows)

    def _check_output(self) -> None:
        options = self.options
        check_output(options.output)
        if options.format in BINARY and options.output is None and sys.stdout.isatty():
            raise UsageError(f"-f {options.format}: a terminal cannot show it. Use -o FILE.{options.format}.")
        if options.bom and options.format not in WITH_BOM:
            raise UsageError(f"--bom: only csv and tsv take a byte order mark, not {options.format}.")

    def _done(self, name: str, n_rows: int) -> int:
        fits = name.endswith("s") and self.counts.get(name, n_rows) == n_rows
        self.counts[name if fits else "rows"] = n_rows
        return self._close()

    def _tallied(self, table: Table, column: str) -> Table:
        at = table.columns.index(column)

        def rows() -> Iterator[Row]:
            for row in table.rows:
                self.values[str(row[at])] += 1
                yield row

        return replace(table, rows=rows())

    def say(self, message: str) -> None:
        """Write a line to stderr unless the user wants quiet."""
        if message and not self.options.quiet:
            click.echo(message, err=True)

    def _shows_progress(self) -> bool:
        # A bar under a table that scrolls by on the same terminal would be torn to pieces.
        rows_on_terminal = self.options.output is None and sys.stdout.isatty()
        return sys.stderr.isatty() and not self.options.quiet and not rows_on_terminal

    def _warn(self, warning: str) -> None:
        if self.options.verbose or GUESSED not in warning:
            self._warnings[warning] = None

    def _close(self) -> int:
        for warning in list(self._warnings)[: None if self.options.verbose else SHOWN_WARNINGS]:
            self.say(f"xzsc: warning: {warning}")
        more = len(self._warnings) - SHOWN_WARNINGS
        if more > 0 and not self.options.verbose:
            self.say(f"xzsc: {more} more warnings; -v shows all")
        self.say(self._summary())
        if self.options.verbose:
            from xzsc.cli.used import used

            self.say(f"xzsc: {used(self.options)}")
        for failure in self._failures:
            click.echo(f"xzsc: error: {failure}", err=True)
        return FAILED if self._failures else DONE

    def _interrupted(self, notes: Sequence[str]) -> None:
        """Say how far it came, and where that is."""
        done = self.counts["documents"]
        said = [f"interrupted after {_counted(done, 'documents')}" if done else "interrupted", *notes]
        if not notes and self.options.output not in (None, "-"):
            said.append("no file was written")
        self.say(f"xzsc: {'; '.join(said)}")

    def _summary(self) -> str:
        counted = ", ".join(_counted(number, name) for name, number in self.counts.items())
        ranked = sorted(self.values.items(), key=lambda item: (-item[1], item[0]))
        commonest = " ".join(f"{value} {number}" for value, number in ranked[:COMMONEST])
        said = counted + (f"; most: {commonest}" if commonest else "")
        return f"xzsc: {said or 'nothing was read'}"


def _begun(items: Iterable[T]) -> Iterator[T]:
    """Begin with the first item, so that what is wrong at the outset is told before a header is written."""
    found = iter(items)
    return chain(list(islice(found, 1)), found)


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name[:-1] if number == 1 else name}"


def _is_fed() -> bool:
    """Tell whether standard input is a pipe or a file: somebody may think that it is read."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:  # closed
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)

"""One run of a command: documents in, rows out, and the talk on stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from xzsc.cli.options import Options
from xzsc.errors import InputError, UsageError
from xzsc.model import Document, Table
from xzsc.printers import check_columns, check_output, meter, write

DONE, FAILED = 0, 1
SHOWN_WARNINGS = 10
COMMONEST = 3


class Run:
    """Counts what passes, keeps warnings and failures for the end, and knows the exit code."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.counts: Counter[str] = Counter()
        self.values: Counter[str] = Counter()
        self._warnings: dict[str, None] = {}
        self._failures: list[InputError] = []

    def documents(self, paths: Sequence[str]) -> Iterator[Document]:
        """Yield the documents of the paths, or of the sample corpus, counting them."""
        from xzsc.corpus import default_paths, documents

        if not paths:
            paths, note = default_paths()
            self.say(note)
        with meter(shown=self._shows_progress()) as on_progress:
            found = documents(
                paths, self.options.reading, on_error=self._failures.append, on_progress=on_progress
            )
            for doc in found:
                self.counts["documents"] += 1
                self.counts["units"] += sum(1 for _ in doc.sentences)
                self._warn(doc)
                yield doc

    def write(self, table: Table) -> int:
        """Write the table, then say what there is to say; return the exit code."""
        options = self.options
        check_output(options.output)
        if options.format in ("xlsx", "parquet") and options.output is None and sys.stdout.isatty():
            raise UsageError(f"-f {options.format}: a terminal cannot show it. Use -o FILE.{options.format}.")
        if options.bom and options.format not in ("csv", "tsv"):
            raise UsageError(f"--bom: only csv and tsv take a byte order mark, not {options.format}.")
        check_columns(table, options.columns)
        written = write(
            table,
            format=options.format,
            output=options.output,
            bom=options.bom,
            raw=options.raw,
            color=options.color,
            columns=options.columns,
        )
        self.counts[table.name if table.name.endswith("s") else "rows"] = written.n_rows
        self._warnings |= dict.fromkeys(written.notes)
        return self._close()

    def say(self, message: str) -> None:
        """Write a line to stderr unless the user wants quiet."""
        if message and not self.options.quiet:
            click.echo(message, err=True)

    def _shows_progress(self) -> bool:
        # A bar under a table that scrolls by on the same terminal would be torn to pieces.
        rows_on_terminal = self.options.output is None and sys.stdout.isatty()
        return sys.stderr.isatty() and not self.options.quiet and not rows_on_terminal

    def _warn(self, doc: Document) -> None:
        for warning in (*doc.source.warnings, *doc.warnings):
            self._warnings[f"{doc.source.name}: {warning}"] = None

    def _close(self) -> int:
        for warning in list(self._warnings)[: None if self.options.verbose else SHOWN_WARNINGS]:
            self.say(f"xzsc: warning: {warning}")
        more = len(self._warnings) - SHOWN_WARNINGS
        if more > 0 and not self.options.verbose:
            self.say(f"xzsc: {more} more warnings; -v shows all")
        self.say(self._summary())
        for failure in self._failures:
            click.echo(f"xzsc: error: {failure}", err=True)
        return FAILED if self._failures else DONE

    def _summary(self) -> str:
        counted = ", ".join(_counted(number, name) for name, number in self.counts.items())
        ranked = sorted(self.values.items(), key=lambda item: (-item[1], item[0]))
        commonest = " ".join(f"{value} {number}" for value, number in ranked[:COMMONEST])
        return f"xzsc: {counted}" + (f"; most: {commonest}" if commonest else "")


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name[:-1] if number == 1 else name}"

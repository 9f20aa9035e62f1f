"""The options of commands whose terms can be drawn."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import click

from xzsc.cli.options import Name
from xzsc.model import Cell, Table
from xzsc.printers import check_output

KINDS = ("bar", "cloud")
BARS, WORDS = 30, 150
"""So many terms a chart of each kind shows."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that was asked for, or none.

    Args:
        output: its file, or None.
        kind: bar or cloud.
        font: a font file, or None.
        weight: the column that makes a bar long or a word large.
    """

    output: str | None
    kind: str
    font: str | None
    weight: str
    weights: Counter[str] = field(default_factory=Counter)
    documents: set[Cell] = field(default_factory=set)

    def watch(self, table: Table) -> Table:
        """Return the table; while its rows pass, the weights of the terms are added up."""
        if self.output is None:
            return table
        from xzsc.charts import check

        check(self.output, kind=self.kind)
        check_output(self.output)
        at, of = table.columns.index("term"), table.columns.index(self.weight)
        document = table.columns.index("document") if "document" in table.columns else None

        def rows() -> Iterator[tuple[Cell, ...]]:
            for row in table.rows:
                self.weights[str(row[at])] += row[of] or 0  # type: ignore[assignment,operator]
                if document is not None:
                    self.documents.add(row[document])
                yield row

        return replace(table, rows=rows())

    def draw(self, say: Callable[[str], None]) -> None:
        """Draw the heaviest terms, and say what was drawn."""
        if self.output is None:
            return
        from xzsc.charts import draw

        ranked = sorted(self.weights.items(), key=lambda item: (-item[1], item[0]))
        shown = [term for term in ranked if term[1] > 0][: BARS if self.kind == "bar" else WORDS]
        if not shown:
            say(f"xzsc: {self.output}: not drawn, no term has a {self.weight} above 0")
            return
        several = len(self.documents) > 1
        label = f"{self.weight}, added over {len(self.documents):,} documents" if several else self.weight
        draw(shown, self.output, kind=self.kind, font=self.font, label=label)
        say(f"xzsc: {self.output}: {len(shown)} terms by {label}")


def chart_options(*weights: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of a chart; it receives them as ``chart``.

    Args:
        weights: the columns that may be drawn, the usual one first.
    """

    def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(
            chart: str | None,
            chart_kind: str,
            font: str | None,
            chart_weight: str = weights[0],
            **given: Any,  # noqa: ANN401
        ) -> Any:  # noqa: ANN401
            return function(chart=Chart(chart, chart_kind, font, chart_weight), **given)

        for option in reversed((*_OPTIONS, *([_weight(weights)] if len(weights) > 1 else []))):
            wrapped = option(wrapped)
        return wrapped

    return with_options


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--chart", type=click.Path(), metavar="FILE", help="Also draw the terms: .png, .svg; bars also .pdf."
    ),
    click.option("--chart-kind", type=Name("chart", KINDS), default="bar", help="bar (default) or cloud."),
    click.option("--font", type=click.Path(), metavar="FILE", help="Font of the chart, if none is found."),
)


def _weight(names: Sequence[str]) -> Callable[[Any], Any]:
    told = f"What is drawn: {names[0]} (default) or {', '.join(names[1:])}."
    return click.option("--chart-weight", type=Name("weight", names), default=names[0], help=told)

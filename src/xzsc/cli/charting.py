"""The options of commands whose terms can be drawn."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import click

from xzsc.cli.options import Name
from xzsc.model import Cell, Table

KINDS = ("bar", "cloud")
BARS, WORDS = 30, 150
"""So many terms a chart of each kind shows."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that was asked for, or none."""

    output: str | None
    kind: str
    font: str | None
    weights: Counter[str] = field(default_factory=Counter)

    def watch(self, table: Table, *, term: str = "term", weight: str) -> Table:
        """Return the table; while its rows pass, the weights of the terms are added up."""
        if self.output is None:
            return table
        from xzsc.charts import check

        check(self.output, kind=self.kind)
        at, of = table.columns.index(term), table.columns.index(weight)

        def rows() -> Iterator[tuple[Cell, ...]]:
            for row in table.rows:
                self.weights[str(row[at])] += row[of] or 0  # type: ignore[assignment,operator]
                yield row

        return replace(table, rows=rows())

    def draw(self) -> None:
        """Draw the heaviest terms."""
        if self.output is None:
            return
        from xzsc.charts import draw

        ranked = sorted(self.weights.items(), key=lambda item: (-item[1], item[0]))
        shown = ranked[: BARS if self.kind == "bar" else WORDS]
        draw(shown, self.output, kind=self.kind, font=self.font)


def chart_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a chart; it receives them as ``chart``."""

    @functools.wraps(function)
    def wrapped(chart: str | None, chart_kind: str, font: str | None, **given: Any) -> Any:  # noqa: ANN401
        return function(chart=Chart(chart, chart_kind, font), **given)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


_OPTIONS = (
    click.option("--chart", type=click.Path(), metavar="FILE", help="Also draw the terms, .png or .svg."),
    click.option("--chart-kind", type=Name("chart", KINDS), default="bar", help="bar (default) or cloud."),
    click.option("--font", type=click.Path(), metavar="FILE", help="Font of the chart, if none is found."),
)

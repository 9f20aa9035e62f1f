"""`xzsc figures`."""

from __future__ import annotations

from collections.abc import Sequence

from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.model import PROVENANCE, Cell, Document, Figure, Table, Unit, provenance

COLUMNS = (
    *("document", "title", "section", "code", "figure", "value", "unit"),
    *("comparator", "base", "deadline", "binding", "text", *PROVENANCE),
)


@common_command
@paths_argument
def command(options: Options, paths: Sequence[str]) -> int:
    """Every number a text states: value, unit, comparator (达到, 以上), base, deadline, 约束性 or 预期性.

    Values are in full (750余万 is 7500000), shares in % (三成 is 30), of a range the lower
    bound; ranks have the unit 位次; 每年 and 每人 stand in the unit (元/人/年). A deadline is a time to
    come that the sentence names, or the sentence opening its list, or its heading; the year of the text
    itself where that tells of aims or tasks (2026年重点工作).

    \b
    Example:
      xzsc figures -f csv
    """
    run = Run(options)
    brief = ("code", "figure", "value", "unit", "base", "deadline", "binding")
    rows = run.rows(paths, figure_rows)
    return run.write(Table("figures", COLUMNS, rows, brief=brief, group="document", over="text"))


def figure_rows(doc: Document) -> list[tuple[Cell, ...]]:
    """Return a row for each figure of a document, in reading order."""
    from xzsc.measures.stated import stated_figures

    return [_row(doc, unit, figure) for unit, figure in stated_figures(doc)]


def _row(doc: Document, unit: Unit, figure: Figure) -> tuple[Cell, ...]:
    value = int(figure.value) if figure.value is not None and figure.value.is_integer() else figure.value
    return (
        *(doc.id, doc.title, unit.section, unit.code, figure.text, value, figure.unit),
        *(figure.comparator, figure.base, figure.deadline, figure.binding, unit.text),
        *provenance(doc.source, figure.spans),
    )

"""Options of the commands that look for given terms."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from xzsc.cli.options import Options, read_terms
from xzsc.errors import UsageError

if TYPE_CHECKING:
    from xzsc.occurrences import Query


def term_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the argument TERM and the options of a search; it receives them as ``wanted``."""

    @functools.wraps(function)
    def wrapped(options: Options, **given: Any) -> Any:  # noqa: ANN401 (whatever the command takes and returns)
        how = {name: given.pop(name) for name in _NAMES}
        terms = [*how.pop("more"), *_read(how.pop("file"))]
        term, paths = how.pop("term"), given["paths"]
        if term is not None and not _is_path(term, paths, terms):
            terms.insert(0, term)
        elif not terms:
            raise UsageError(
                f"{term}: is a path, no term. {_ORDER}" if term else f"a term is missing. {_ORDER}"
            )
        elif term is not None:
            given["paths"] = (term, *paths)
        return function(options=options, wanted=_query(options, terms, **how), **given)

    own = list(getattr(function, "__click_params__", []))
    # click reads decorators from the bottom up and turns the list round in the end.
    wrapped.__click_params__ = [*own, *reversed(_OPTIONS)]  # type: ignore[attr-defined]
    return wrapped


def _is_path(term: str, paths: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether what stands in the place of the term is a path; a folder may be called as a term is."""
    if others and not paths:
        return term == "-" or os.path.exists(term)
    like_one = os.path.dirname(term) or os.path.splitext(term)[1]
    return bool(like_one) and any(map(str.isalnum, term)) and os.path.exists(term)


def _query(
    options: Options, terms: Sequence[str], *, title: bool, exclude_longer: bool, longer: Sequence[str]
) -> Query:
    from xzsc.occurrences import query

    if not all(each.strip() for each in terms):
        raise UsageError(f"a term is empty. {_ORDER}")
    around = list(longer)
    if exclude_longer:
        around += [*terms, *(each.text for each in options.load_lexicon().terms)]
    return query(terms, title=title, longer=dict.fromkeys(around))


def _read(path: str | None) -> list[str]:
    if path is None:
        return []
    return [term.text for term in read_terms(path)]


_OPTIONS = (
    click.Argument(["term"], required=False),
    click.Argument(
        ["paths"], nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True, readable=False)
    ),
    click.Option(
        ["-t", "--term", "more"],
        multiple=True,
        metavar="TERM",
        help="One more term; repeatable. TERM itself may then be left out.",
    ),
    click.Option(["--terms", "file"], type=click.Path(), metavar="FILE", help="More terms, one a line."),
    click.Option(["--title"], is_flag=True, help="Count the title too; else only the text under it."),
    click.Option(
        ["--exclude-longer"],
        is_flag=True,
        help="Leave out a term inside a longer one of the lexicon or of yours (社会 in 社会主义).",
    ),
    click.Option(["--longer"], multiple=True, metavar="TERM", help="Leave it out in this one; repeatable."),
)
_ORDER = "Write the term first, then the paths: xzsc count 人才 reports/"
_NAMES = ("term", "more", "file", "title", "exclude_longer", "longer")

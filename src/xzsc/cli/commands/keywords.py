"""`xzsc keywords`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from xzsc.cli.charting import Chart, chart_options
from xzsc.cli.options import Name, Options, cluster_option, common_command, paths_argument
from xzsc.cli.run import Run

METHODS = ("phrases", "tfidf", "textrank", "freq", "jieba")
UNITS = ("document", "corpus")
FREQUENCIES = ("reference", "corpus")


@common_command
@paths_argument
@click.option(
    "-n", "--top", "n", type=click.IntRange(min=1), default=20, help="Terms of each list; default 20."
)
@click.option("--by", type=Name("unit", UNITS), default="document", help="document (default) or corpus.")
@click.option("--words", is_flag=True, help="Single words only, the classic list.")
@click.option("--method", type=Name("method", METHODS), help=f"{', '.join(METHODS)}; default phrases.")
@click.option("--idf", type=Name("source", FREQUENCIES), help="Of document frequencies: reference, corpus.")
@cluster_option
@chart_options("score", "count")
def command(
    options: Options,
    paths: Sequence[str],
    n: int,
    by: str,
    words: bool,
    method: str | None,
    idf: str | None,
    cluster: str,
    chart: Chart,
) -> int:
    """Key terms: the phrases that an expert would list, or the classic lists of single words.

    \b
    Example:
      xzsc keywords --by corpus --top 30
      xzsc keywords --words --method tfidf -o keywords.csv
    """
    from xzsc.keywords import counted_table, keyword_table, looker, word_counter

    run = Run(options)
    lexicon = options.load_lexicon()
    method, idf = method or "phrases", idf or "reference"
    how: dict[str, Any] = {"method": method, "words": words, "idf": idf, "lexicon": lexicon}
    look = looker(n=n, by=by, kept=not options.no_cache, **how)
    if look is None:
        counted = run.results(paths, word_counter(lexicon), cluster=cluster, keep=False, light=True)
        table = counted_table(counted, n=n, by=by, idf=idf, method=method)
    else:
        # Single words need the text alone; phrases are weighed by where they stand.
        light = words or method != "phrases"
        table = keyword_table(
            run.results(paths, look, cluster=cluster, light=light), n=n, by=by, method=method
        )
    status = run.write(chart.watch(table))
    chart.draw(run.say)
    return status

"""Makes tests/gold/texts/ and the gold of the texts that are not in the sample corpus from tests/gold/coded/.

Run ``python tests/gold/make.py`` after a change to a coded source there; ``tools/coded.py`` lists the codes.
The gold of the sample corpus comes from ``tools/make_corpus.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

GOLD = Path(__file__).parent
ROOT = GOLD.parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from coded import gold_rows, read_coded, write_jsonl  # noqa: E402
from make_corpus import as_text  # noqa: E402


def main(target: Path = GOLD) -> None:
    (target / "texts").mkdir(exist_ok=True)
    for path in sorted((GOLD / "coded").glob("*.txt")):
        (part,) = read_coded(path)
        text = target / "texts" / path.name
        text.write_text(as_text(part), encoding="utf-8", newline="\n")
        rows = gold_rows(part.lines, file=f"tests/gold/texts/{path.name}")
        write_jsonl(target / f"{path.stem}.jsonl", rows)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What a hundred coded examples do for a researcher's own codebook.

    python benchmarks/own_codebook.py [--gold DIR]

A codebook of one dimension (kinds of policy tools: supply, environment, demand) with ten rough cue words a
class is given to a hundred measures, ten each of ten coded texts drawn at random with a fixed seed. Printed
for six draws: the share coded as the coder did by the cues alone, and after `xzsc train`, cross-validated by
document.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from xzsc.codebook import load_codebook
from xzsc.measures.examples import Coded, read_coded
from xzsc.measures.fitting import prepare
from xzsc.measures.train import gains
from xzsc.measures.weights import cue_table

GOLD = Path(__file__).parents[1].parent / "shared" / "data" / "gold"
TEXTS, EACH, DRAWS = 10, 10, 6
BOOK = """
name = "工具大类"

[[dimension]]
key = "kind"
name = "工具类型"

[[dimension.class]]
code = "供给"
definition = "政府直接供给资源"
cues = "人才 培训 资金 补助 建设 平台 设施 服务 信息 研发"

[[dimension.class]]
code = "环境"
definition = "营造制度环境"
cues = "机制 制度 规划 监管 规范 税收 金融 知识产权 标准 组织"

[[dimension.class]]
code = "需求"
definition = "拉动市场需求"
cues = "采购 市场 示范 应用 推广 消费 国际 合作 贸易 场景"
"""


def draw(coded: list[Coded], seed: int) -> list[Coded]:
    """Return ten texts with ten measures each coded in the dimension ``kind``, all else uncoded."""
    chance = random.Random(seed)
    found = []
    for text in chance.sample(coded, len(coded)):
        rows = [
            n
            for n, label in enumerate(text.labels)
            if label and label.measure and label.scored and label.instruments[:1] not in ((), ("其他",))
        ]
        if len(rows) >= EACH and len(found) < TEXTS:
            kept = set(chance.sample(rows, EACH))
            labels = tuple(
                replace(label, values=(("kind", label.instruments[0][:2]),)) if label and n in kept else None
                for n, label in enumerate(text.labels)
            )
            found.append(replace(text, labels=labels))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kinds.toml"
        path.write_text(BOOK, "utf-8")
        cues = cue_table(load_codebook(str(path)), ("kind",))
    paths = [path for path in sorted(args.gold.glob("*.jsonl")) if '"label"' in path.read_text("utf-8")]
    coded = [each for path in paths for each in read_coded(str(path))]
    for seed in range(DRAWS):
        (gain,) = gains([prepare(each, cues) for each in draw(coded, seed)], cues)
        print(gain)


if __name__ == "__main__":
    main()

"""Reads the coded sources of the project's own texts and writes gold and training tables.

A coded source is a text of one sentence per line, ``CODE sentence``; a blank line ends a paragraph.
Short codes keep the coder's eye on the text:

    标 heading or other element (标#1 and 标#2: headings by level)   领 run-in heading
    背 背景  意 意义  定 定义  问 问题  成 成就  数 数据  引 要求引述  程 程序  其 其他  目 目标
    THEME[+THEME]/INSTRUMENT/STRENGTH   a measure, such as ``人才+企业/资金/要``

Lines that open with ``@`` hold fields (``@title …``); ``@row``, ``@passage`` and ``@document`` start a part.
``@untaught instrument`` at the top of a file keeps its instruments out of the training table.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]

ROLES = {
    "标": "标题", "领": "标题", "背": "背景", "意": "意义", "定": "定义", "问": "问题", "成": "成就",
    "数": "数据", "引": "要求引述", "程": "程序", "其": "其他", "目": "目标",
}  # fmt: skip
THEMES = {
    "科技": "科技创新", "传统": "传统产业", "新兴": "新兴产业", "未来": "未来产业", "体系": "现代化产业体系",
    "数字": "数字经济", "绿色": "绿色低碳", "人才": "人才", "教育": "教育", "金融": "金融",
    "企业": "企业", "营商": "市场与营商环境", "治理": "政府治理", "开放": "开放合作", "区域": "区域协调",
    "民生": "民生与城市", "标准": "标准与知识产权", "土地": "土地与资源", "党建": "党建与思想",
    "农业": "农业农村", "文旅": "文化旅游", "卫生": "卫生健康", "就业": "就业社保", "安全": "安全应急",
    "投资": "投资消费", "其他": "其他",
}  # fmt: skip
INSTRUMENTS = {
    "培养": "供给型-人才培养", "资金": "供给型-资金投入", "科技": "供给型-科技支持",
    "基建": "供给型-基础设施", "公服": "供给型-公共服务", "信息": "供给型-信息支持",
    "规划": "环境型-目标规划", "金融": "环境型-金融支持", "税收": "环境型-税收优惠",
    "法规": "环境型-法规管制", "策略": "环境型-策略性措施", "知产": "环境型-知识产权",
    "体制": "环境型-体制机制", "采购": "需求型-政府采购", "市场": "需求型-市场培育",
    "示范": "需求型-示范应用", "国合": "需求型-国际合作", "贸易": "需求型-贸易管制", "其他": "其他",
}  # fmt: skip
STRENGTHS = {"强": "强制", "要": "要求", "鼓": "鼓励", "探": "探索"}

STARTS = ("row", "passage", "document")
SEAM = "｜"
"""Where a printed column breaks inside a sentence; no part of the text."""

_END = re.compile(r"[。！？；!?;](?=[^”’」』）)。！？；])")


@dataclass(frozen=True, slots=True)
class Line:
    """A coded sentence.

    Args:
        text: the sentence as printed, with seams.
        role: its role after the codebook.
        level: the level of a heading, 0 for anything else.
        lead: True for a run-in heading.
        themes: primary and perhaps secondary theme of a measure.
        instrument: the instrument of a measure, or "".
        strength: the strength of a measure, or "".
        paragraph: ordinal of the paragraph in its part.
    """

    text: str
    role: str
    level: int = 0
    lead: bool = False
    themes: tuple[str, ...] = ()
    instrument: str = ""
    strength: str = ""
    paragraph: int = 0

    @property
    def quote(self) -> str:
        """The sentence without white space and seams."""
        return "".join(self.text.replace(SEAM, "").split())


@dataclass(slots=True)
class Part:
    """A text, a row of a table or a passage: its fields and its coded lines."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def paragraphs(self) -> list[list[Line]]:
        """Return the lines grouped by paragraph."""
        groups: dict[int, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.paragraph, []).append(line)
        return list(groups.values())


def parse_line(raw: str, *, paragraph: int, where: str) -> Line:
    """Return the coded line, or stop with the place of the mistake."""
    code, _, text = raw.partition(" ")
    text = text.strip()
    head, _, level = code.partition("#")
    if not text:
        raise SystemExit(f"{where}: no sentence after {code!r}. Write CODE, a blank, the sentence.")
    if head in ROLES:
        return Line(text, ROLES[head], level=int(level or 0), lead=head == "领", paragraph=paragraph)
    try:
        themes, instrument, strength = code.split("/")
        return Line(
            text, "措施",
            themes=tuple(THEMES[theme] for theme in themes.split("+")),
            instrument=INSTRUMENTS[instrument], strength=STRENGTHS[strength], paragraph=paragraph,
        )  # fmt: skip
    except (KeyError, ValueError):
        raise SystemExit(f"{where}: unknown code {code!r}. The codes are in tools/coded.py.") from None


def read_coded(path: Path) -> list[Part]:
    """Return the parts of a coded source; the fields before the first part belong to all."""
    shared: dict[str, str] = {}
    parts: list[Part] = []
    paragraph = 0
    for number, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        where = f"{path.name}:{number}"
        if raw.startswith("@"):
            key, _, value = raw[1:].partition(" ")
            if key in STARTS or not parts:
                parts.append(Part(dict(shared)))
            if key not in STARTS and not parts[-1].lines and len(parts) == 1:
                shared[key] = value
            parts[-1].fields[key] = value
        elif not raw.strip():
            paragraph += 1
        else:
            parts[-1].lines.append(parse_line(raw, paragraph=paragraph, where=where))
    parts = [part for part in parts if part.lines]
    for part in parts:
        check_ends(part, where=path.name)
    return parts


def check_ends(part: Part, *, where: str) -> None:
    """Stop where a line is not exactly one sentence: the coding unit of the codebook."""
    for group in part.paragraphs():
        for place, line in enumerate(group, 1):
            inner = None if line.role == "标题" else _END.search(line.quote)
            if inner and not _quoted(line.quote, inner.start()):
                raise SystemExit(f"{where}: two sentences in {line.quote[:40]!r}. Code them apart.")
            if place < len(group) and line.quote[-1] not in "。！？；」”）〕)?!;*|" and line.level == 0:
                raise SystemExit(f"{where}: {line.quote[-20:]!r} ends no sentence. End it or the paragraph.")


def _quoted(text: str, at: int) -> bool:
    return any(text[:at].count(left) > text[:at].count(right) for left, right in ("“”", "（）", "《》", "()"))


def gold_rows(lines: list[Line], *, file: str, record: str = "") -> list[dict[str, object]]:
    """Return the rows of a gold table; offsets count the characters without white space."""
    rows: list[dict[str, object]] = []
    at = 0
    for line in lines:
        row: dict[str, object] = {"file": file}
        if record:
            row["record"] = record
        row |= {"start": at, "end": at + len(line.quote), "quote": line.quote, "roles": [line.role]}
        row["label"] = "lead" if line.lead else "measure" if line.themes else "other"
        if line.themes:
            row |= {"themes": [list(line.themes)], "instrument": [line.instrument]}
            row |= {"strength": [line.strength]}
        rows.append(row)
        at += len(line.quote)
    return rows


def training_row(part: Part) -> dict[str, object]:
    """Return a passage or a whole document as a row of training/coded.jsonl."""
    if "document" in part.fields:
        untaught = part.fields.get("untaught", "")
        paragraphs = [[training_sentence(line, untaught) for line in group] for group in part.paragraphs()]
        return {name: part.fields[name] for name in ("document", "title")} | {"paragraphs": paragraphs}
    headings = [heading.strip() for heading in part.fields.get("headings", "").split(">") if heading.strip()]
    sentences = [training_sentence(line) for line in part.lines]
    named = {name: part.fields[name] for name in ("passage", "genre")}
    return named | {"headings": headings, "sentences": sentences}


def training_sentence(line: Line, untaught: str = "") -> dict[str, object]:
    """Return a sentence with its codes, but for one that is not taught."""
    row: dict[str, object] = {"text": line.text, "role": line.role}
    if line.lead:
        row["lead"] = True
    if line.themes:
        row |= {"theme": list(line.themes), "instrument": line.instrument, "strength": line.strength}
        row.pop(untaught, None)
    return row


def write_jsonl(path: Path, rows: list[dict[str, object]]) -> None:
    """Write the rows, one a line, always with the same bytes."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_training() -> list[Line]:
    """Write training/coded.jsonl from training/passages and return its lines."""
    parts = [part for path in sorted((ROOT / "training/passages").glob("*.txt")) for part in read_coded(path)]
    names = Counter(part.fields.get("document", part.fields.get("passage")) for part in parts)
    if twice := [name for name, count in names.items() if count > 1]:
        raise SystemExit(f"training/passages: {twice[0]} stands twice. Give every passage its own name.")
    write_jsonl(ROOT / "training/coded.jsonl", [training_row(part) for part in parts])
    return [line for part in parts for line in part.lines]


def report(lines: list[Line]) -> str:
    """Return the counts by role, theme, instrument and strength."""
    measures = [line for line in lines if line.themes]
    tables = {
        "roles": Counter("领句" if line.lead else line.role for line in lines),
        "themes, primary": Counter(line.themes[0] for line in measures),
        "instruments": Counter(line.instrument for line in measures),
        "strength": Counter(line.strength for line in measures),
    }
    out = [f"{len(lines)} sentences, {len(measures)} measures, {sum(len(x.quote) for x in lines)} characters"]
    for name, table in tables.items():
        out.append(f"{name}: " + " ".join(f"{key} {count}" for key, count in table.most_common()))
    return "\n".join(out)


def main() -> None:
    """Write the training table and print its counts."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.stdout.write(report(write_training()) + "\n")


if __name__ == "__main__":
    main()

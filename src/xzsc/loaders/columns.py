"""Which column of a table holds the text, the title, the date: by option, else by its usual names."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xzsc.decode import translate_newlines
from xzsc.errors import InputError, nearest
from xzsc.loaders.blob import Blob, ReadOptions
from xzsc.model import Source

USUAL: Mapping[str, tuple[str, ...]] = {
    "text": (
        "正文", "正文内容", "全文", "内容", "文本", "文件内容", "文件正文", "政策内容", "政策正文",
        "政策全文", "政策文本", "条文", "原文", "text", "fulltext", "content", "body", "maintext",
        "articlebody", "document", "摘要", "内容摘要", "中文摘要", "abstract", "abst", "summary",
    ),
    "title": (
        "标题", "题名", "篇名", "题目", "文件标题", "政策标题", "文件名称", "政策名称", "文件名", "名称",
        "title", "headline", "name",
    ),
    "date": (
        "日期", "发布日期", "发布时间", "成文日期", "发文日期", "发文时间", "印发日期", "公布日期",
        "颁布时间", "颁布日期", "时间", "date", "pubdate", "publishdate", "publisheddate", "publishtime",
        "published",
    ),
    "issuer": (
        "发文机关", "发布机构", "发文机构", "发布机关", "发文单位", "发布单位", "制定机关", "颁布机构",
        "颁布单位", "印发机关", "issuer", "agency", "issuingagency", "publisher",
    ),
    "number": ("发文字号", "文号", "文件编号", "文件号", "发文号", "number", "docnumber", "documentnumber"),
    "id": ("id", "编号", "文档编号", "docid", "documentid", "uid"),
}  # fmt: skip
"""Usual names of the columns, the likeliest first: a full text is taken before an abstract."""
_NOISE = re.compile(r"[\s_\-:：*\ufeff]+|[（(][^（()）]*[）)]\s*\Z")
_MARKUP = re.compile(r"</(?:p|div|section|span|li|td|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of a table and what its columns are: role → index."""

    names: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]

    def index(self, role: str) -> int | None:
        """Return the index of the column with a role."""
        return next((at for name, at in self.roles if name == role), None)


def plain(name: str) -> str:
    """Return a column name as it is compared: without case, spaces, underscores, a last note in brackets."""
    return _NOISE.sub("", name).casefold()


def has_text_column(header: Sequence[str], options: ReadOptions) -> bool:
    """Tell whether a row looks like a header: it names a text column."""
    wanted = {plain(options.text_column)} if options.text_column else set(USUAL["text"])
    return any(plain(name) in wanted for name in header)


def is_header(cells: Sequence[str]) -> bool:
    """Tell whether cells of which nothing is known are a header: the usual names of a text and of more."""
    found = {role for role, usual in USUAL.items() for cell in cells if plain(cell.strip(' "\r')) in usual}
    return "text" in found and len(found) > 1


def find_columns(
    header: Sequence[str], options: ReadOptions, *, where: str, rows: Sequence[Sequence[str]]
) -> Columns:
    """Return what the columns are; without a text column raise an `InputError` with the best guess."""
    known: dict[str, int] = {}
    for at, name in enumerate(header):
        known.setdefault(plain(name), at)
    chosen = {role: getattr(options, f"{role}_column") for role in USUAL}
    roles: dict[str, int] = {}
    for role, usual in USUAL.items():
        names = (plain(chosen[role]),) if chosen[role] else usual
        found = next((known[name] for name in names if name in known), None)
        if found is None and chosen[role]:
            raise _unknown_column(role, chosen[role], header, where)
        if found is not None and found not in roles.values():
            roles[role] = found
    if "text" not in roles:
        raise _no_text_column(header, rows, where)
    return Columns(tuple(header), tuple(roles.items()))


def make_source(
    cells: Sequence[str], columns: Columns, blob: Blob, *, row: str, encoding: str, media_type: str
) -> Source | None:
    """Return the source of a row, or None if its text cell is empty."""
    at = columns.index("text")
    text = cells[at] if at is not None and at < len(cells) else ""
    if not text.strip():
        return None
    try:
        whole = "\x1f".join(cells).encode()
    except UnicodeEncodeError:  # JSON may hold half of an escaped pair: \ud842 without its other half
        raise InputError(
            f"{blob.name}!{row}", "holds half a character (a lone \\ud…). Mend the row."
        ) from None
    return Source(
        path=blob.path,
        record=f"{blob.record}!{row}" if blob.record else row,
        text=translate_newlines(_unmarked(text)),
        sha256=hashlib.sha256(whole).hexdigest(),
        encoding=encoding,
        media_type=media_type,
        fields=_fields(cells, columns, at),
        warnings=_surplus(cells, columns),
    )


def _unmarked(text: str) -> str:
    """Return a text without the markup that it brought from a web page: a line for each block."""
    if not _MARKUP.search(text):
        return text
    from lxml.html import fromstring

    from xzsc.loaders.markup import element_text

    return element_text(fromstring(text))


def _surplus(cells: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Return a warning where a row has more cells than the header: most often a comma without quotes."""
    surplus = len(cells) - len(columns.names)
    if surplus <= 0 or not any(cell.strip() for cell in cells[-surplus:]):
        return ()
    return (f"{surplus} more cells than the header: left out. Is a comma in a text without quotes?",)


def cell_text(value: object) -> str:
    """Return a cell as text: dates in ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
        )
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float) and value != value:
        return ""
    return str(value)


def _fields(cells: Sequence[str], columns: Columns, text_at: int | None) -> tuple[tuple[str, str], ...]:
    """Return what the row says besides its text, under the names of the roles or of the columns."""
    role_of = {at: role for role, at in columns.roles}
    taken = set(role_of.values())
    fields: list[tuple[str, str]] = []
    for at, (name, cell) in enumerate(zip(columns.names, cells, strict=False)):
        if at == text_at or not cell.strip():
            continue
        key = role_of.get(at) or name.strip() or f"column_{at + 1}"
        if at not in role_of:
            while key in taken:
                key += "_2"
            taken.add(key)
        fields.append((key, cell.strip()))
    return tuple(fields)


def _no_text_column(header: Sequence[str], rows: Sequence[Sequence[str]], where: str) -> InputError:
    names = [name for name in header if name.strip()]
    if not names:
        return InputError(where, "no header and no text column. Give the table a header row.")
    length = {
        name: sum(len(row[at]) for row in rows if at < len(row))
        for at, name in enumerate(header)
        if name.strip()
    }
    guess = max(names, key=lambda name: length[name])
    return InputError(
        where, f"no text column; columns are {_listed(names)}. Use --text-column {_one_line(guess)}."
    )


def _unknown_column(role: str, name: str, header: Sequence[str], where: str) -> InputError:
    names = [known for known in header if known.strip()]
    close = nearest(name, names)
    cure = f"Did you mean {_one_line(close[0])}?" if close else f"Use --{role}-column with one of them."
    return InputError(where, f"no column {name}; columns are {_listed(names)}. {cure}")


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _listed(names: Sequence[str]) -> str:
    shown = [name if len(name) <= 20 else name[:19] + "…" for name in map(_one_line, names[:15])]
    return ", ".join(shown) + (f" and {len(names) - 15} more" if len(names) > 15 else "")

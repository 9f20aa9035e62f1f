"""Sentences as numbers: what a reader sees of them.

Nothing here knows what a feature is worth; `weights` does.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple
from zlib import crc32

from xzsc.measures.genre import genre
from xzsc.measures.rules import names_fired
from xzsc.measures.wordlists import by_class
from xzsc.model import Document, Kind, Spans, Unit

BITS = 18
"""The n-grams fall into 2**BITS buckets; the named features share them."""

SCATTER = 0x9E3779B1
MARKER = re.compile(
    "(?:第[一二三四五六七八九十百]+[条章节][、，：]?|[（(][一二三四五六七八九十\\d]+[）)]|[一二三四五六七八九十]+、|\\d{1,3}[.．、](?!\\d)"
    "|[①-⑳]|第[一二三四五六七八九十]+[，、]|其[一二三四五六][是，]|[一二三四五六七八九十]+(?:是(?:要)?|要)(?!以上)|首先|其次|再次|最后|另一方面|一方面"
    "|[·•●■◆○-]+)+[，、：:.．]?(?:是要|要(?![求素点])|是)?"
)
"""What opens a sentence and is no part of what it says: 第三条, （一）, 一是要, 首先."""
_SENTENCE = Kind.SENTENCE

_HALF = re.compile("[,;:?!](?:(?=[一-鿿“《（])|(?<=[一-鿿”》）].))")
_FULL = dict(zip(",;:?!", "，；：？！", strict=True))


def full_width(text: str) -> str:
    """Return the text, as long as before, with the marks of Chinese clauses full-width, as rules have them.

    Journals print 第一,完善机制; with half-width marks. Those between digits or Latin letters stay.
    """
    return _HALF.sub(lambda mark: _FULL[mark[0]], text)


def tidy(text: str) -> str:
    """Return the text without white space and with full-width marks, for hashing and rules only."""
    return full_width("".join(text.split()))


@lru_cache(maxsize=1 << 16)
def bucket(name: str) -> int:
    """Return the bucket of a named feature."""
    return (crc32(name.encode()) * SCATTER & 0xFFFFFFFF) >> (32 - BITS)


# ---------------------------------------------------------------- what a reader sees

_VERB_LENGTH = 2
"""So long is what opens a sentence as a verb; 进一步 is told in explanations only."""
_STATES: tuple[tuple[str, str], ...] = (
    ("回顾", "回顾|过去[一五]年|取得的?(?:成|主要)|主要成绩|工作成效|以来的?工作|[0-9]年工作情况|上年工作"),
    ("目标", "目标|指标"),
    ("要求", "总体要求|指导思想|基本原则|总体思路|总体部署"),
    ("保障", "保障|组织实施|组织领导|附则|监督"),
    ("任务", "任务|措施|举措|重点工作|工作安排|部署|行动|路径|对策|建议|政策"),
    ("背景", "背景|起草|依据|过程|形势|现状|必要"),
    ("意义", "意义|内涵|逻辑|特征|要义|价值|机理"),
    ("问题", "问题|挑战|困境|短板|瓶颈"),
    ("程序", "申报|流程|程序|条件|材料|受理|认定|评审"),
    ("说明", "主要内容|解读|特点|亮点|创新点|怎么|如何|什么"),
    ("总则", "总则|适用|定义|范围"),
)
_STATE = tuple((name, re.compile(pattern)) for name, pattern in _STATES)
_MODAL = re.compile(
    r"(?:^|[，：、])[^，。；：]{0,10}?(?=[要应必须不可需能将])((?<![主重需只首纲摘])要(?![素求点是么闻塞])|应当|应(?![用对急变邀])|必须|须(?!知)|不得|可以|需要|能够|将)"
)
_MODAL_WORD = re.compile("要|应|必须|须|不得|可以|需要|能够|将")
_LISTING = re.compile("[：:]$|如下|以下|下列")


@lru_cache(maxsize=4096)
def _heading_states(headings: tuple[str, ...]) -> tuple[str, ...]:
    found = [name for heading in headings for name, pattern in _STATE if pattern.search(heading)]
    return tuple(dict.fromkeys(found)) or ("无",)


@cache
def verbs() -> dict[str, str]:
    """Return the verbs that open sentences, and the class of each."""
    return {verb: name for name, given in reversed(by_class("verbs").items()) for verb in given}


def first_verb(body: str) -> str:
    """Return the class of the verb that opens a sentence (its marker taken off), or ""."""
    return verbs().get(body[:_VERB_LENGTH], "")


class Named(NamedTuple):
    """Some named features that go together, and their buckets: bytes of `array`, which are soon joined."""

    names: tuple[str, ...]
    ids: bytes


def _named(*names: str) -> Named:
    return Named(names, array("i", map(bucket, names)).tobytes())


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sentences of a document that are to be judged, with their named features.

    Sections are numbered: sentences with the same number in ``sections`` stand under the same headings, in
    ``uppers`` under the same but for the innermost, in ``parts`` under the same outermost heading.
    """

    units: tuple[Unit, ...]
    indices: tuple[int, ...]
    texts: tuple[str, ...]
    headings: tuple[str, ...]
    parents: tuple[str, ...]
    sections: tuple[int, ...]
    uppers: tuple[int, ...]
    parts: tuple[int, ...]
    names: tuple[tuple[Named, ...], ...]
    genre: str


def sheet(document: Document) -> Sheet:
    """Return the sentences of a document with what a reader sees of them."""
    indices = tuple(n for n, unit in enumerate(document.units) if unit.kind is _SENTENCE)
    units = tuple(document.units[n] for n in indices)
    texts = tuple(tidy(unit.text) for unit in units)
    kind = genre(document)
    above = _above(units)
    places = [above[id(unit.path)] for unit in units]
    headings, parents, sections, uppers, parts = zip(*places, strict=True) if places else ((),) * 5
    names = tuple(_names(document, units, texts, kind))
    return Sheet(units, indices, texts, headings, parents, sections, uppers, parts, names, kind)


def _above(units: Sequence[Unit]) -> dict[int, tuple[str, str, int, int, int]]:
    """What stands above units, by the identity of their path.

    The first and second heading from the inside that has words, "" where there is none; and the numbers
    of the section, the section without its innermost heading and the outermost.
    """
    found: dict[int, tuple[str, str, int, int, int]] = {}
    numbers: dict[tuple[Spans, ...], int] = {}
    for unit in units:
        path = unit.path
        if id(path) not in found:
            headings = ["", "", *(tidy(section.heading) for section in path if section.heading)]
            key = tuple(section.spans for section in path)
            same = [numbers.setdefault(each, len(numbers)) for each in (key, key[:-1], key[:1])]
            found[id(path)] = (headings[-1], headings[-2], same[0], same[1], same[2])
    return found


_ASKED: tuple[tuple[str, str], ...] = (
    ("缘由", "为什么|为何|背景|意义|原因|目的|考虑|缘由|必要"),
    ("释义", "什么是|是什么意思|是指|含义|怎样理解|如何理解|如何看待|怎么看"),
    ("成效", "成效|进展|成绩|做了哪些工作|情况如何|效果"),
    ("安排", "规定|要求|措施|举措|安排|内容|哪些|如何|怎么|怎样|什么|多少|何时|是否|能否"),
)
_ASKING = tuple((name, re.compile(pattern)) for name, pattern in _ASKED)


def _asked(text: str) -> str:
    """What the question of an interview asks for."""
    return next((name for name, pattern in _ASKING if pattern.search(text)), "问")


@lru_cache(maxsize=4096)
def _heading_form(heading: str) -> str:
    match = MARKER.match(heading)
    return first_verb(heading[match.end() :] if match else heading) or ("名" if heading else "无")


def _questions(document: Document, units: Sequence[Unit]) -> list[str]:
    """For each sentence what the last question before it (sentence or heading) asked for, "" for none."""
    found, last, wanted = [], "", {id(unit) for unit in units}
    for unit in document.units:
        text = unit.text.rstrip("”。 ")
        if text.endswith(("？", "?")) and len(text) < 120:
            last = _asked(text)
        if id(unit) in wanted:
            found.append(last)
    return found


def _names(
    document: Document, units: Sequence[Unit], texts: Sequence[str], kind: str
) -> Iterable[tuple[Named, ...]]:
    fired = names_fired(texts)
    forms = [_form(text) for text in texts]
    verbs = sum(form[1] != "无" for form in forms)
    share = f"动词句{verbs * 5 // max(1, len(forms))}"
    asked = _questions(document, units)
    views = _views(units)
    paragraphs = [unit.paragraph for unit in units]
    for n, text in enumerate(texts):
        marker, verb, modal = forms[n]
        heading, states, depth = views[id(units[n].path)]
        same = n > 0 and paragraphs[n - 1] == paragraphs[n]
        follows = n + 1 < len(units) and paragraphs[n + 1] == paragraphs[n]
        _, verb_before, modal_before = forms[n - 1] if same else ("", "段", "段")
        listing = bool(n and _LISTING.search(texts[n - 1], max(0, len(texts[n - 1]) - 12)))
        yield (
            _of_form(marker, verb, modal, kind), _of_heading(heading, verb, modal, kind),
            _of_question(asked[n], verb, modal), _of_states(states, verb, modal, kind),
            _of_rules(fired[n], verb, kind), _of_rules_before(fired[n - 1] if same else ()),
            _of_verb_before(verb_before, modal_before, verb, modal, kind), _of_share(share, verb, modal),
            _of_place("首" if not same else "中", "续" if follows else "末", depth, listing, kind),
            _of_length(len(text).bit_length(), text[-1:], kind),
        )  # fmt: skip


def _views(units: Sequence[Unit]) -> dict[int, tuple[str, tuple[str, ...], int]]:
    """For each heading path, by identity: the form of its last heading, its states, its depth."""
    found: dict[int, tuple[str, tuple[str, ...], int]] = {}
    for unit in units:
        path = unit.path
        if id(path) not in found:
            states = _heading_states(tuple(section.heading for section in path))
            found[id(path)] = (_heading_form(path[-1].heading if path else ""), states, len(path))
    return found


# Few combinations occur in practice, so each is spelled and hashed once.


@lru_cache(maxsize=1 << 14)
def _of_form(marker: str, verb: str, modal: str, kind: str) -> Named:
    return _named(f"k{kind}", f"m{marker}", f"v{verb}", f"M{modal}",
                  f"kv{kind}{verb}{modal}", f"km{kind}{marker}", f"vm{verb}{modal}{marker}")  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _of_heading(heading: str, verb: str, modal: str, kind: str) -> Named:
    return _named(f"H{heading}", f"Hv{heading}{verb}{modal}", f"Hk{heading}{kind}")


@lru_cache(maxsize=1 << 12)
def _of_question(question: str, verb: str, modal: str) -> Named:
    return _named(f"Q{question}", f"Qv{question}{verb}{modal}")


@lru_cache(maxsize=1 << 14)
def _of_states(states: tuple[str, ...], verb: str, modal: str, kind: str) -> Named:
    return _named(*(f"S{each}" for each in states), *(f"Sv{each}{verb}{modal}" for each in states),
                  *(f"Sk{each}{kind}" for each in states))  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _of_rules(rules: tuple[str, ...], verb: str, kind: str) -> Named:
    return _named(*(f"R{each}" for each in rules), *(f"Rk{each}{kind}" for each in rules),
                  *(f"Rv{each}{verb}" for each in rules))  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _of_rules_before(rules: tuple[str, ...]) -> Named:
    return _named(*(f"Rb{each}" for each in rules))


@lru_cache(maxsize=1 << 14)
def _of_verb_before(verb_before: str, modal_before: str, verb: str, modal: str, kind: str) -> Named:
    return _named(f"bv{verb_before}{verb}", f"bm{modal_before}{verb}{modal}", f"bk{verb_before}{kind}{verb}")


@lru_cache(maxsize=1 << 12)
def _of_share(share: str, verb: str, modal: str) -> Named:
    return _named(share, f"s{share}{verb}{modal}")


@lru_cache(maxsize=1 << 12)
def _of_place(begins: str, ends: str, depth: int, listing: bool, kind: str) -> Named:
    return _named(f"p{begins}{ends}", f"kp{kind}{begins}{ends}", f"d{depth}{kind}",
                  f"L{listing}", f"Lk{listing}{kind}")  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _of_length(bits: int, end: str, kind: str) -> Named:
    return _named(f"l{bits}", f"kl{kind}{bits}", f"e{end}")


def _form(text: str) -> tuple[str, str, str]:
    """The marker of a sentence with its numerals made alike, the class of its first verb, its modal word."""
    match = MARKER.match(text)
    marker = _alike(match[0]) if match else ""
    body = text[match.end() :] if match else text
    word = _MODAL_WORD.search(body)
    # The pattern reaches so many characters back from its word.
    modal = _MODAL.search(body, max(0, word.start() - 11)) if word else None
    return marker[:4], first_verb(body) or "无", modal[1] if modal else "无"


@lru_cache(maxsize=1 << 10)
def _alike(marker: str) -> str:
    return re.sub("[一二三四五六七八九十百]+", "一", re.sub(r"\d+", "1", marker))

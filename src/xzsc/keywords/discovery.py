"""New terms: candidates from the documents themselves, by cohesion and freedom.

Cohesion: the least pointwise mutual information over all splits of the run of words into two,
`min ln(p(w) / (p(left) · p(right)))`. Freedom: the lesser of the entropies (in nats) of the words
before and after it. Both as in the usual Chinese new-word discovery; here they are counted on runs of
words, and what begins or ends like a fragment or like a string of verbs is left out.
"""

from __future__ import annotations

import math
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from xzsc.keywords.places import body_of
from xzsc.keywords.spool import Spool
from xzsc.lexicon import Lexicon, load_lexicon
from xzsc.model import PROVENANCE, Cell, Document, Table
from xzsc.segment import Segmenter

COLUMNS = ("term", "count", "documents", "cohesion", "freedom", "known", "context", *PROVENANCE)
WORDS = 4
"""Words in the longest new term."""
LONGEST = 12
AROUND = 15
"""Characters of context on each side."""
_RUN = re.compile("[\u4e00-\u9fff]+")
_HEAD_TAGS = frozenset("n nz vn an a b l ns nt j i ng nrt x d v".split())  # noqa: SIM905
_TAIL_TAGS = frozenset("n nz vn an l nt j i ng nrt".split())  # noqa: SIM905
_NEVER = frozenset("nr m q r c p u uj ul uz ud ug f t y e o zg s tg mq k".split())  # noqa: SIM905
_HEADS = frozenset("我本该其各某全并要以等向由报经对与和为将把被不未可应须也都年省市县上下内里间") | {"上求"}
_TAILS = frozenset("等时后前中上下内外间级省市县区年月日处局厅委") | {
    *("方面", "情况", "过程", "基础", "以上", "以下", "规定", "意见", "通知", "有关", "单位"),
    *("部门", "人员", "同志", "任务", "要求", "重点", "有力", "需要", "问题"),
}
_INNER = frozenset("的了和与及或并等对在为以将把被由向从按应可须其该各每")
_VERB_HEADS = re.compile(
    "加快|推进|布局|压实|推动|促进|加强|提高|提升|完善|健全|建立|构建|打造|培育|深化|强化|优化|加大|扩大|落实|贯彻|坚持|支持|鼓励|引导|"
    "开展|组织|实施|实现|发挥|围绕|聚焦|确保|保障(?!性)|做好|抓好|制定|编制|印发|报送|填写|提交|提供|给予|享受|符合|参加|参与|"
    "负责|承担|严格|规范(?!性)|明确|统筹|依法|全面|积极|大力|着力|切实|进一步|按照|根据|依据|属于|具有|具备|取得|获得|申请|申报(?!书)|"
    "负有|办理|委托|批准|设立|设置|维护|履行|遵守|违反|利用|使用|采取|采用|指导|配合|协调|强调|颁发|领取|收取|接受|移送|存储|责令|解除|营造|修建|请|此|最大|不同|广泛|经[省市县]|报[省市县]|由[省市县]|会同|各[省市县]"
)
_FRAGMENT = re.compile(
    "(?:有关|相关|等等|上述|以下|如下|其他|之[一二三]|进行|开展|予以|给予|应当|必须|不得|可以)|^[一二三四五六七八九十]|[政人社科教财]办?[字发函规]$|由[省市县]$|执行$"
)


def new_terms(
    documents: Iterable[Document],
    *,
    min_count: int = 5,
    min_cohesion: float = 2.0,
    min_freedom: float = 0.8,
    n: int = 0,
    known: bool = False,
    lexicon: Lexicon | None = None,
) -> Table:
    """Find terms of a corpus that the lexicon does not have.

    Args:
        documents: what to read; consumed once.
        min_count: least number of occurrences.
        min_cohesion: least PMI over all splits, in nats.
        min_freedom: least entropy of the neighbours on either side, in nats.
        n: at most so many rows, or all for 0.
        known: show the terms of the lexicon that occur, too.
        lexicon: what is known; the packaged lexicon when None.

    Returns:
        A table, the most telling term first (count · cohesion · freedom, by logarithm of the count);
        `known` is the class of a term of the lexicon, else "".
    """
    rows = _rows(
        documents,
        limits=(min_count, min_cohesion, min_freedom),
        n=n,
        known=known,
        lexicon=load_lexicon() if lexicon is None else lexicon,
    )
    brief = ("term", "count", "documents", "cohesion", "freedom", "context")
    return Table("terms", COLUMNS, rows, brief=brief)


def _rows(
    documents: Iterable[Document], *, limits: tuple[int, float, float], n: int, known: bool, lexicon: Lexicon
) -> Iterator[tuple[Cell, ...]]:
    min_count, min_cohesion, min_freedom = limits
    segmenter = Segmenter(replace(lexicon, terms=()))
    with Spool() as spool:
        counts, pieces = _count(documents, spool, segmenter, lexicon.stop_words, min_count)
        total = sum(counts.values()) / WORDS
        found: dict[str, _Candidate] = {}
        for text, words in pieces.items():
            if len(words) > 1 and (known or text not in lexicon) and _is_term(words, segmenter, lexicon):
                cohesion = _cohesion(words, counts, total)
                if cohesion >= min_cohesion:
                    found[text] = _Candidate(text, counts[text], cohesion)
        _look_again(spool, segmenter, found)
    _drop_parts(found)
    free = [one for one in found.values() if one.freedom() >= min_freedom]
    free.sort(key=lambda one: (-math.log(one.count) * one.cohesion * one.freedom(), one.text))
    for one in free[: n or None]:
        numbers = (one.text, one.count, one.documents, one.cohesion, one.freedom())
        yield (*numbers, lexicon.kind(one.text), one.context, *one.place)


def _count(
    documents: Iterable[Document],
    spool: Spool,
    segmenter: Segmenter,
    stop_words: frozenset[str],
    least: int,
) -> tuple[Counter[str], dict[str, tuple[str, ...]]]:
    """Count the runs of words; return with them the words of those that are frequent enough."""
    counts: Counter[str] = Counter()
    pieces: dict[str, tuple[str, ...]] = {}
    for document in documents:
        spool.put(pickle.dumps(document))
        for run in _RUN.findall(body_of(document).text):
            for words in _runs(segmenter.words(run), stop_words):
                text = "".join(words)
                counts[text] += 1
                if counts[text] == least:
                    pieces[text] = words
    return counts, pieces


@dataclass(slots=True)
class _Candidate:
    """A run of words that could be a new term."""

    text: str
    count: int
    cohesion: float
    documents: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    context: str = ""
    place: tuple[Cell, ...] = ()

    def freedom(self) -> float:
        """Return the lesser of the entropies before and after."""
        return min(_entropy(self.before), _entropy(self.after))


def _runs(words: list[str], stop_words: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of one to four words that do not begin or end with a stop word of one character."""
    for first, head in enumerate(words):
        if len(head) == 1 and head in stop_words:
            continue
        size = 0
        for last in range(first, min(first + WORDS, len(words))):
            size += len(words[last])
            if size > LONGEST:
                break
            yield tuple(words[first : last + 1])


def _is_term(words: tuple[str, ...], segmenter: Segmenter, lexicon: Lexicon) -> bool:
    """Tell by the parts of speech and the edges whether a run can be a term: no fragment, no verb string."""
    text = "".join(words)
    stop_words = lexicon.stop_words
    head, tail = words[0], words[-1]
    if len(text) < 4 or any(word in _INNER or (word in stop_words and len(word) == 1) for word in words):
        return False
    if head in _HEADS or tail in _TAILS or tail in stop_words or head in stop_words:
        return False
    tags = [segmenter.tag(word) for word in words]
    if tags[0] not in _HEAD_TAGS or tags[-1] not in _TAIL_TAGS or any(tag in _NEVER for tag in tags):
        return False
    # 发展 counts as a noun to the segmenter, yet 发展新质生产力 is no term.
    acts_on_a_term = (tags[0] == "v" or head == "发展") and text[len(head) :] in lexicon
    return not (acts_on_a_term or _VERB_HEADS.match(text) or _FRAGMENT.search(text))


def _cohesion(words: tuple[str, ...], counts: Counter[str], total: float) -> float:
    """Return the least PMI over all splits between words."""
    whole = counts["".join(words)] * total
    return min(
        math.log(whole / (max(counts["".join(words[:at])], 1) * max(counts["".join(words[at:])], 1)))
        for at in range(1, len(words))
    )


def _look_again(spool: Spool, segmenter: Segmenter, found: dict[str, _Candidate]) -> None:
    """Count neighbours and documents of the candidates, and keep the first place of each."""
    for data in spool.pieces():
        document = pickle.loads(data)
        body = body_of(document)
        here: set[str] = set()
        for match in _RUN.finditer(body.text):
            words = segmenter.words(match.group())
            for first in range(len(words)):
                text = ""
                for last in range(first, min(first + WORDS, len(words))):
                    text += words[last]
                    one = found.get(text)
                    if one is not None:
                        here.add(text)
                        edge = f"{match.start()}"
                        one.before[words[first - 1] if first else edge] += 1
                        one.after[words[last + 1] if last + 1 < len(words) else edge] += 1
        for text in here:
            one = found[text]
            one.documents += 1
            if not one.context:
                at = body.text.find(text)
                around = body.text[max(0, at - AROUND) : at + len(text) + AROUND]
                one.context = around.replace("\n", " ")
                one.place = body.first(text)


def _drop_parts(found: dict[str, _Candidate]) -> None:
    """Leave out what stands almost always inside one longer candidate."""
    inside: dict[str, int] = {}
    for text, one in found.items():
        for start in range(len(text)):
            for end in range(start + 4, len(text) + 1):
                part = text[start:end]
                if part != text and part in found:
                    inside[part] = max(inside.get(part, 0), one.count)
    for text, most in inside.items():
        if most > 0.7 * found[text].count:
            del found[text]


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(n / total * math.log(n / total) for _, n in sorted(counts.items())) + 0.0 if total else 0.0

"""A newspaper page → its articles.

Text extraction interleaves columns, drops a title into the middle of another article and prints a
continuation before its opening. A page is taken apart into blocks that certainly belong together
(they end at bylines, author notes, titles and where a sentence breaks off) and put together again:
every block that breaks off or begins in mid-sentence looks for its other half. Only pages with at
least two marked bylines are reordered; a seam that cannot be known is reported, not invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import NamedTuple

from xzsc.structure.assignment import assign
from xzsc.structure.bylines import OPENS_BYLINE, affiliation, authors
from xzsc.structure.elements import AFFILIATION, AUTHOR, KICKER, TITLE
from xzsc.structure.lines import Line, Paragraph, chain
from xzsc.structure.markers import clause, is_marked, opening
from xzsc.structure.paragraphs import ended, ends_title, is_row, opens
from xzsc.structure.seams import doubled, likeness, profile, seam, topic

_MOST_BLOCKS = 80
"""Pages with more blocks keep their printed order: no printed page has them."""
_LONGEST_TITLE = 45
_AFTER_STOP = -1.0
_DOUBLED = "repeats the end of the line before the break"
_LEAST_LIKE, _ABOVE = 0.05, 0.15
"""How like a line must be to an article to be its title, and what standing above the byline adds."""
_BROKEN = 0.5
"""From which grammar of the seam on two title lines without a blank around them are one title."""
_NEVER = -1e6
_RUNS_ON = 2.5
_LOOSE = 4.0
"""What an open end or an orphaned beginning costs that finds no other half."""


@dataclass(slots=True)
class Block:
    """Paragraphs that print keeps together.

    Args:
        body: its paragraphs; the last one may break off.
        byline: the byline right above it: an article begins here.
        note: the author note right below it: an article ends here.
        titles: title-like lines above it.
        furniture: what stands on the page right behind it.
        runs_on: whether print sets it right below the block before it, as if it went on.
    """

    body: list[Paragraph] = field(default_factory=list)
    byline: Paragraph | None = None
    note: Paragraph | None = None
    titles: list[Paragraph] = field(default_factory=list)
    furniture: list[Paragraph] = field(default_factory=list)
    runs_on: bool = False

    @property
    def tail(self) -> str:
        """The text before the seam."""
        return self.body[-1].text if self.body else ""

    @property
    def head(self) -> str:
        """The text behind the seam."""
        return self.body[0].text if self.body else ""

    @property
    def breaks_off(self) -> bool:
        """Whether the last sentence is not complete."""
        return bool(self.body) and not ended(self.tail)


class Article(NamedTuple):
    """One article of a page: its paragraphs in reading order, and what is doubtful about them."""

    paragraphs: tuple[Paragraph, ...]
    warnings: tuple[tuple[int, str], ...] = ()


def is_page(lines: Sequence[Line]) -> bool:
    """Return whether several articles stand on the page: two bylines or more."""
    return sum(line.text[0] in OPENS_BYLINE and bool(authors(line.text)) for line in lines) >= 2


def articles(paragraphs: Sequence[Paragraph]) -> list[Article]:
    """Return the articles of a page in reading order, the editors' note first."""
    paragraphs = _whole_titles(paragraphs)
    blocks = list(_blocks(paragraphs))
    chains = _chains(blocks, _link(blocks))
    titles = _titles(blocks, chains)
    taken = frozenset(line.start for line in titles.values()) | _above_all(blocks)
    if any(line.start not in taken for block in blocks for line in block.titles):
        blocks = list(_blocks(paragraphs, titles=taken))
        chains = _chains(blocks, _link(blocks))
    if _in_disorder(blocks):
        blocks = [part for block in blocks for part in _apart(block)]
        chains = _chains(blocks, _link(blocks))
    titles = _titles(blocks, chains)
    page = _text(blocks)
    taken = frozenset(line.start for line in titles.values())
    return [_article(blocks, order, titles.get(order[0]), taken=taken, page=page) for order in chains]


def _whole_titles(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs, every title that is broken over two lines above its byline as one.

    Nothing but the width of the column parts its lines: there is no blank between them, and either
    one above them, or they are as long as each other, or the grammar goes on.
    """
    page = "\n".join(p.text for p in paragraphs if not p.note)
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        lower = next((at for at in range(len(found) - 1, 0, -1) if not found[at].note), 0)
        if authors(paragraph.text) and lower and _one_title(found[lower - 1], found[lower], page):
            found[lower - 1] = chain([found[lower - 1], found.pop(lower)])
        found.append(paragraph)
    return found


def _one_title(upper: Paragraph, lower: Paragraph, page: str) -> bool:
    """Return whether two lines above a byline are one title."""
    if upper.note or lower.note or lower.gap or not title_like(upper.text + lower.text):
        return False
    if not title_like(upper.text) or authors(lower.text) or affiliation(upper.text) is not None:
        return False
    alike = abs(len(upper.text) - len(lower.text)) <= 1
    return upper.gap > 0 or alike or seam(upper.text, lower.text, page) > _BROKEN


def _above_all(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the lines at the top of a page, above every text: the title of its subject."""
    return frozenset(line.start for line in blocks[0].titles) if blocks else frozenset()


def title_like(text: str) -> bool:
    """Return whether a line can be a title: short, one or two phrases, without a stop."""
    return (
        4 <= len(text) <= _LONGEST_TITLE
        and not ended(text)
        and not any(stop in text for stop in "。；！")
        and text.count("，") <= 1
        and text[-1] not in "，、：:（“《"
        and clause(text) is None
        and text.count("“") == text.count("”")
        and ((mark := opening(text)) is None or not mark.family)
    )


def _blocks(paragraphs: Sequence[Paragraph], *, titles: frozenset[int] | None = None) -> Iterator[Block]:
    """Take the page apart: a block ends where the print or the grammar breaks.

    Args:
        paragraphs: what stands on the page.
        titles: where the titles stand, once they are known; before, every line that could be one is.
    """
    block = Block()
    for paragraph in paragraphs:
        text = paragraph.text
        if paragraph.note:
            block.furniture.append(paragraph)
        elif authors(text):
            if block.body or block.byline:
                yield block
                block = Block()
            block.byline = paragraph
        elif affiliation(text) is not None:
            block.note = paragraph
            yield block
            block = Block()
        elif title_like(text) if titles is None else paragraph.start in titles:
            if block.body or block.byline:
                yield block
                block = Block()
            block.titles.append(paragraph)
        else:
            if block.breaks_off:
                yield block
                block = Block()
            block.body.append(paragraph)
    if block.body or block.byline or block.titles or block.furniture:
        yield block


def _in_disorder(blocks: Sequence[Block]) -> bool:
    """Return whether pieces are out of order although no sentence breaks off.

    A text begins without a byline where the one printed before it is over, or the page opens with
    the end of an article.
    """
    if any(block.breaks_off for block in blocks):
        return False
    return _begins_with_an_end(blocks) or any(
        block.body and block.byline is None and before.note is not None for before, block in pairwise(blocks)
    )


def _begins_with_an_end(blocks: Sequence[Block]) -> bool:
    return blocks[0].byline is None and blocks[0].note is not None


def _apart(block: Block) -> Iterator[Block]:
    """Yield the paragraphs of a block as blocks that print holds together, if loosely."""
    last = len(block.body) - 1
    if last < 1:
        yield block
        return
    for at, paragraph in enumerate(block.body):
        yield Block(
            [paragraph],
            byline=None if at else block.byline,
            note=block.note if at == last else None,
            titles=[] if at else block.titles,
            furniture=block.furniture if at == last else [],
            runs_on=at > 0,
        )


def _link(blocks: Sequence[Block]) -> dict[int, int]:
    """Return for every block that goes on the block in which it does."""
    if len(blocks) > _MOST_BLOCKS:
        return {at: at + 1 for at in range(len(blocks) - 1) if _may_follow(blocks, at, at + 1)}
    scores = _scores(blocks)
    while True:
        follows = _best(blocks, scores)
        ring = _ring(follows)
        if not ring:
            return follows
        del scores[min(((one, follows[one]) for one in ring), key=lambda link: (scores[link], link))]


def _best(blocks: Sequence[Block], scores: dict[tuple[int, int], float]) -> dict[int, int]:
    """Return the links that together are most likely: every block has one successor at most.

    A block that breaks off and one that begins without a byline lose if they stay alone.
    """
    size = len(blocks)
    gain = [[_NEVER] * (2 * size) for _ in blocks]
    for (one, other), score in scores.items():
        gain[one][other] = score + (_LOOSE if other or _begins_with_an_end(blocks) else 0.0)
    for at, block in enumerate(blocks):
        gain[at][size:] = [-_LOOSE if block.breaks_off and block.note is None else 0.0] * size
    return {
        one: other for one, other in enumerate(assign(gain)) if other < size and gain[one][other] > _NEVER
    }


def _ring(follows: dict[int, int]) -> list[int]:
    """Return blocks that would follow one another in a ring, or []."""
    for start in follows:
        ring, at = [start], follows.get(start)
        while at is not None and at not in ring:
            ring.append(at)
            at = follows.get(at)
        if at == start:
            return ring
    return []


def _may_follow(blocks: Sequence[Block], one: int, other: int) -> bool:
    """Return whether a block may be continued in another one."""
    left, right = blocks[one], blocks[other]
    return (
        one != other and left.note is None and right.byline is None and bool(left.body) and bool(right.body)
    )


def _scores(blocks: Sequence[Block]) -> dict[tuple[int, int], float]:
    """Score every possible seam of the page, in log-odds."""
    page = _text(blocks)
    profiles = [profile("".join(p.text for p in block.body)) for block in blocks]
    spread = Counter(pair for found in profiles for pair in found)
    weight = {pair: log((1 + len(blocks)) / n) for pair, n in spread.items()}
    topics = [topic(found, weight) for found in profiles]
    tails = [topic(profile(block.tail[-150:]), weight) for block in blocks]
    heads = [topic(profile(block.head[:150]), weight) for block in blocks]
    titles = [topic(profile(block.titles[-1].text if block.titles else ""), weight) for block in blocks]
    scores = {}
    for one, left in enumerate(blocks):
        for other, right in enumerate(blocks):
            if not _may_follow(blocks, one, other):
                continue
            same = 10 * likeness(topics[one], topics[other], weight)
            near = 8 * likeness(tails[one], heads[other], weight)
            named = 5 * likeness(titles[one], topics[other], weight)
            grammar = seam(left.tail, right.head, page) if left.breaks_off else _AFTER_STOP
            scores[one, other] = _order(blocks, one, other) + same + near + named + grammar
    return scores


def _text(blocks: Sequence[Block]) -> str:
    """Return all text of a page, its pieces kept apart."""
    return "\n".join(p.text for block in blocks for p in (*block.titles, *block.body))


def _order(blocks: Sequence[Block], one: int, other: int) -> float:
    """Return what the printed order says for a seam: the next block first."""
    if other == one + 1 and blocks[other].runs_on:
        return _RUNS_ON
    if other == one + 1:
        return 0.3 if blocks[other].titles else 0.5
    return 0.2 if other > one else 0.0


def _chains(blocks: Sequence[Block], follows: dict[int, int]) -> list[list[int]]:
    """Return the blocks of each article in reading order."""
    continued = set(follows.values())
    chains: list[list[int]] = []
    for at in range(len(blocks)):
        if at in continued:
            continue
        order = [at]
        while order[-1] in follows:
            order.append(follows[order[-1]])
        if blocks[at].body or blocks[at].byline or not chains:
            chains.append(order)
        else:
            chains[-1].extend(order)
    return chains


def _titles(blocks: Sequence[Block], chains: Sequence[Sequence[int]]) -> dict[int, Paragraph]:
    """Give every article its title: the line above its byline as a rule, or one that shares its words."""
    chosen: dict[int, Paragraph] = {}
    given: set[int] = set()
    for score, _, start, line in _matches(blocks, chains):
        if score > _LEAST_LIKE and start not in chosen and line.start not in given:
            chosen[start] = line
            given.add(line.start)
    return chosen


def _matches(
    blocks: Sequence[Block], chains: Sequence[Sequence[int]]
) -> list[tuple[float, int, int, Paragraph]]:
    """Return how well lines go with articles as their titles, the best first.

    A line that goes on in the text below it is more likely a torn piece than a title.
    """
    page = _text(blocks)
    texts = {order[0]: profile("".join(p.text for at in order for p in blocks[at].body)) for order in chains}
    spread = Counter(pair for found in texts.values() for pair in found)
    weight = {pair: log((1 + len(texts)) / n) for pair, n in spread.items()}
    topics = {start: topic(text, weight) for start, text in texts.items()}
    found = []
    for at, block in enumerate(blocks):
        for line in block.titles:
            words = topic(profile(line.text), weight)
            torn = 1 + max(0.0, seam(line.text, block.head, page))
            for start, text in topics.items():
                above = start == at and line is block.titles[-1] and (block.byline is not None or at == 0)
                if blocks[start].byline is not None or above:
                    like = likeness(words, text, weight) / (1.0 if above else torn)
                    found.append((like + _ABOVE * above, -line.start, start, line))
    return sorted(found, key=lambda match: match[:3], reverse=True)


def _article(
    blocks: Sequence[Block],
    order: Sequence[int],
    title: Paragraph | None,
    *,
    taken: frozenset[int],
    page: str,
) -> Article:
    """Put the blocks of an article together, torn paragraphs joined."""
    found: list[Paragraph] = [title.marked(TITLE)] if title else []
    warnings: list[tuple[int, str]] = []
    held: Paragraph | None = None
    for before, at in zip([-1, *order], order, strict=False):
        block = blocks[at]
        if before >= 0 and at != before + 1 and not blocks[before].breaks_off and block.body:
            warnings.append((block.body[0].start, "joined to the text before it by its subject alone"))
        found.extend(line.marked(KICKER) for line in block.titles if line.start not in taken)
        if block.byline:
            found.append(block.byline.marked(AUTHOR))
        for paragraph in block.body:
            if held is not None:
                if doubled(held.text, paragraph.text):
                    warnings.append((paragraph.start, _DOUBLED))
                paragraph, held = chain([held, paragraph]), None
            if paragraph.end == block.body[-1].end and _waits(paragraph, blocks, order, at, page):
                held = paragraph
            else:
                found.append(paragraph)
        if held is not None and (block.note is not None or at == order[-1]):
            warnings.append((held.end - 1, "breaks off, and its continuation is not known"))
            found.append(held)
            held = None
        if block.note is not None:
            found.append(block.note.marked(AFFILIATION))
        found.extend(block.furniture)
    return Article(tuple(found), tuple(warnings))


def _waits(paragraph: Paragraph, blocks: Sequence[Block], order: Sequence[int], at: int, page: str) -> bool:
    """Return whether a paragraph breaks off and goes on in the next block; a heading does not."""
    if ended(paragraph.text):
        return False
    if not title_like(paragraph.text):
        return True
    place = order.index(at)
    return place + 1 == len(order) or seam(paragraph.text, blocks[order[place + 1]].head, page) >= 0.5


def mend(paragraphs: Sequence[Paragraph]) -> Article:
    """Return a single article, the paragraphs joined that a column or page break tore apart."""
    runs: list[list[Paragraph]] = []
    warnings: list[tuple[int, str]] = []
    for paragraph in paragraphs:
        if runs and not paragraph.note and _goes_on(runs[-1][-1], paragraph):
            if doubled(runs[-1][-1].text, paragraph.text):
                warnings.append((paragraph.start, _DOUBLED))
            runs[-1].append(paragraph)
        else:
            runs.append([paragraph])
    return Article(tuple(chain(run) if len(run) > 1 else run[0] for run in runs), tuple(warnings))


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Return whether a paragraph that breaks off goes on in the next one."""
    if before.note or ended(before.text) or len(before.text) < 30 or before.text[-1] in "：:":
        return False
    if is_row(before.text) or is_row(after.text):
        return False
    if len(before.text) < 60 and (is_marked(before.text) or ends_title(before.text)):
        return False
    return (
        len(after.text) >= 20
        and not opens(after.text)
        and "。" in before.text + after.text
        and after.indent < 4
    )

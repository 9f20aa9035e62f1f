"""Text → tokens: the only module that knows rjieba and jieba.

rjieba (Rust) cuts Chinese as jieba does, twenty times faster, but treats Latin letters and digits
in its own way; so it is given the Chinese runs only, and jieba's own rules are applied to the rest.
Terms of the lexicon win: each gets a frequency that no path through its parts can beat.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

from xzsc.dictionary import MAGIC, Damaged, Needs, open_dictionary, pack, write_dictionary
from xzsc.folders import cache_folder
from xzsc.lexicon import Lexicon, Term, load_lexicon
from xzsc.model import Token

# jieba's own character classes (its __init__ and finalseg)
_LATIN = re.compile(r"([a-zA-Z0-9+#&._%\-]+)")
_LATIN_WORD = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_HAN_ONLY = re.compile(r"[\u4E00-\u9FD5]+")
# what rjieba takes for Chinese and jieba does not
_RARE = re.compile("[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MIXED = (
    "(江南[sS]tyle|AT&T|BB机|BP机|C语言|CALL机|CD[盒机]|C\\+\\+|c\\+\\+|C#|c#|IC卡|IP电话|IP地址|IP卡|K歌之王|PC机|PH值"
    "|QQ号|RSS订阅|SIM卡|VISA卡|X光线|X射线|T恤衫|T型台|4[Ss]店|1号店|AA制|AB型|A[座股型轮]|B[超座股型轮]"
    "|C[盘座]|D[盘座版]|E[盘座化通]|F[盘座]|[GHIZ]盘|H股|K党|N年|O型|U盘|Q版|T[恤盘台]|X光|[小大]S|阿Q)"
)
"""The words of jieba's dictionary with Latin letters in them."""
_EDGE = re.compile("[0-9A-Za-z]")
_HOLE = "\x1a"
"""Stands for what is cut otherwise; a word of its own for rjieba."""
_FEW = 30_000
"""Characters that are cut with the words that they need; beyond them it is faster to load all words."""
_REST = "\ue000\ue001\ue002"
"""A word of no text that bears the frequencies of all words that are not loaded."""
_SAME_WORDS, _WORDS_CRC, _WORDS_TOTAL = ("0.2.2",), 328468845, 60101967
"""The versions of rjieba whose dictionary is that of jieba with this checksum; the sum of its frequencies."""
WINS = 2000
"""Frequency of a term of four characters or more: 1 in 30,000 words beats any two common words."""


class _Engine(Protocol):
    """What rjieba and jieba have in common."""

    def cut(self, text: str) -> Iterable[str]: ...
    def tag(self, word: str) -> str: ...


class _Maker(Protocol):
    """The class of rjieba."""

    def empty(self) -> Any: ...  # noqa: ANN401 (it has no types)


class Segmenter:
    """Cuts text into words, with the terms of a lexicon kept whole.

    Args:
        lexicon: the terms; the packaged lexicon when None.
        engine: `rjieba` or `jieba`; "" takes rjieba where it is installed.
    """

    def __init__(self, lexicon: Lexicon | None = None, *, engine: str = "") -> None:
        self._lexicon = load_lexicon() if lexicon is None else lexicon
        self._engine_name = engine
        terms = [(term, _is_han(term.text)) for term in self._lexicon.terms]
        # terms of the user change; they are not worth a file of their own
        lasting = not terms or self._lexicon.terms == load_lexicon().terms
        self._engine = _engine(engine, tuple(term for term, han in terms if han), lasting=lasting)
        mixed = [term.text for term, han in terms if not han]
        self._find_mixed = _finder(mixed) if mixed else None
        self._tags: dict[str, str] = {}

    def __reduce__(self) -> tuple[Callable[..., Segmenter], tuple[Lexicon, str]]:
        return _again, (self._lexicon, self._engine_name)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon whose terms stay whole."""
        return self._lexicon

    def words(self, text: str) -> list[str]:
        """Return the words of the text; joined, they are the text."""
        if self._find_mixed is None:
            return list(self._engine.cut(text))
        words: list[str] = []
        at = 0
        for start, end in self._find_mixed(text):
            if start > at:
                words += self._engine.cut(text[at:start])
            words.append(text[start:end])
            at = end
        if at < len(text):
            words += self._engine.cut(text[at:])
        return words

    def tokens(self, text: str) -> list[Token]:
        """Return the words with their places in the text; they tile it."""
        tokens, at = [], 0
        for word in self.words(text):
            tokens.append(Token(word, at, at + len(word)))
            at += len(word)
        return tokens

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Return the words with their part of speech in the dictionary; `x` where it has none."""
        return [(word, self.tag(word)) for word in self.words(text)]

    def tag(self, word: str) -> str:
        """Return the part of speech of one word; `nz` for a term of the lexicon."""
        tag = self._tags.get(word)
        if tag is None:
            tag = self._engine.tag(word)
            if word in self._lexicon.by_text and tag == "x":
                tag = "nz"
            self._tags[word] = tag
        return tag


@cache
def _mixed() -> re.Pattern[str]:
    """Return the words with Latin letters; most texts have no such letters, and to compile it takes long."""
    return re.compile(_MIXED)


def _again(lexicon: Lexicon, engine: str) -> Segmenter:
    return Segmenter(lexicon, engine=engine)


def _is_han(text: str) -> bool:
    return _HAN_ONLY.fullmatch(text) is not None


def _finder(terms: list[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Return a function that finds the terms which no segmenter knows: with Latin letters, digits, quotes."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick(terms, matchkind=MatchKind.LeftmostLongest)

    def find(text: str) -> Iterator[tuple[int, int]]:
        for _, start, end in automaton.find_matches_as_indexes(text):
            if not (_cuts_latin(text, start) or _cuts_latin(text, end)):
                yield start, end

    return find


def _cuts_latin(text: str, at: int) -> bool:
    """Whether a boundary would cut through a Latin word or a number: 5G inside 45G."""
    if not 0 < at < len(text):
        return False
    return _EDGE.match(text[at - 1]) is not None and _EDGE.match(text[at]) is not None


@lru_cache(maxsize=2)
def _engine(name: str, terms: tuple[Term, ...], *, lasting: bool) -> _Engine:
    """Return an engine with its dictionary of 30 MB, one for all segmenters with the same terms."""
    if name != "jieba":
        try:
            return _Rjieba(terms, lasting=lasting)
        except ImportError:
            if name:
                raise
    return _Jieba(terms)


class _Rjieba:
    """rjieba with jieba's rules for what is not Chinese.

    As long as few texts were cut it is given the words that they need, from the dictionary at rest; then it
    loads its own. Both cut alike.
    """

    _claimed = False

    def __init__(self, terms: Sequence[Term], *, lasting: bool) -> None:
        engine = _rust_engine()
        self._terms, self._left = terms, _FEW
        self._bare: Any = engine.empty()
        self._jieba: Any = engine.empty()
        path = _path_of(terms) if lasting else None
        words = open_dictionary(path) if path else None
        self._needs = Needs(words) if words else None
        if words:
            self._missing = words.total
            self._jieba.add_word(_REST, self._missing, "x")
            return
        lines = self._load()
        if path:
            _put_to_rest(path, lines)

    def _load(self) -> list[str]:
        """Load all words; return how the terms are known, as lines of a dictionary."""
        import rjieba

        self._needs = None
        if not _Rjieba._claimed:
            # the dictionary that the import of this version has loaded anyway; loading another takes 90 ms
            _Rjieba._claimed = True
            self._jieba = getattr(rjieba, "_DEFAULT_JIEBA", None) or rjieba.Jieba()
        else:
            self._jieba = rjieba.Jieba()
        lines = []
        for term in self._terms:
            frequency = _frequency(term, self._jieba.suggest_freq)
            self._jieba.add_word(term.text, frequency, "nz")
            lines.append(f"{term.text} {frequency} nz")
        return lines

    def _meet(self, text: str) -> None:
        """See to it that all words of a text are known."""
        if self._needs is None:
            return
        self._left -= len(text)
        try:
            words = self._needs.of(text) if self._left > 0 else None
        except (Damaged, ValueError):
            words = None
        if words is None:
            self._load()
            return
        for word, frequency, tag in words:
            self._jieba.add_word(word, frequency, tag)
            self._missing -= frequency
        if words:  # the sum of all frequencies stays what it is
            self._jieba.add_word(_REST, self._missing, "x")

    def cut(self, text: str) -> list[str]:
        self._meet(text)
        if _RARE.search(text):
            return [word for piece in _pieces(text) for word in self._plain(piece)]
        return self._plain(text)

    def tag(self, word: str) -> str:
        self._meet(word)
        tagged = self._jieba.tag(word)
        return str(tagged[0][1]) if len(tagged) == 1 else "x"

    def _plain(self, text: str) -> list[str]:
        parts = _LATIN.split(text)
        if len(parts) == 1:
            return [text] if _RARE.match(text) else self._jieba.cut(text)
        letters = "".join(parts[1::2]).strip("0123456789.%-") or "1号店" in text
        if letters and any(
            _mixed().search(text, max(m.start() - 2, 0), m.end() + 3) for m in _LATIN.finditer(text)
        ):
            return [word for piece in _mixed().split(text) for word in self._latin(piece)]
        return self._cut_parts(parts)

    def _latin(self, text: str) -> list[str]:
        if _mixed().fullmatch(text):
            return [text]
        return self._cut_parts(_LATIN.split(text))

    def _cut_parts(self, parts: list[str]) -> list[str]:
        """Cut what stands between Latin letters and digits (every other part), and those by their rules."""
        words: list[str] = []
        last = len(parts) // 2
        for number, cut in enumerate(self._cut_all(parts[::2])):
            if cut and (len(cut[0]) == 1 or len(cut[-1]) == 1):
                words += self._beside_latin(cut, number > 0, number < last)
            else:
                words += cut
            if number < last:
                part = parts[2 * number + 1]
                words += [part] if part.isalnum() else [word for word in _LATIN_WORD.split(part) if word]
        return words

    def _cut_all(self, texts: list[str]) -> Iterator[list[str]]:
        """Cut texts in one call, since a call costs as much as a sentence."""
        joined = _HOLE.join(texts)
        if joined.count(_HOLE) >= len(texts):
            yield from map(self._jieba.cut, texts)
            return
        words = self._jieba.cut(joined)
        at = 0
        for _ in texts[1:]:
            end = words.index(_HOLE, at)
            yield words[at:end]
            at = end + 1
        yield words[at:]

    def _beside_latin(self, words: list[str], before: bool, after: bool) -> list[str]:
        """Single characters beside Latin letters: jieba hands them to its hidden Markov model."""
        if before and len(words[0]) == 1:
            end = _singles(words)
            if end > 1:
                words = self._unknown(words[:end]) + words[end:]
        if after and len(words[-1]) == 1:
            start = len(words) - _singles(reversed(words))
            if start < len(words) - 1:
                words = words[:start] + self._unknown(words[start:])
        return words

    def _unknown(self, characters: list[str]) -> list[str]:
        joined = "".join(characters)
        if len(joined) < 2 or not self._jieba.has_word(joined):
            return characters
        return list(self._bare.cut(joined))


def _rust_engine() -> _Maker:
    """Return the class of rjieba without running its package, which loads all words at once."""
    name = "rjieba.rjieba"
    if name not in sys.modules:
        folders = getattr(find_spec("rjieba"), "submodule_search_locations", None)
        spec = PathFinder.find_spec(name, folders) if folders else None
        if spec is None or spec.loader is None:
            raise ImportError("rjieba is not installed")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module
    maker: _Maker = sys.modules[name].Jieba
    return maker


def _path_of(terms: Sequence[Term]) -> Path | None:
    """Return where the words at rest are: for these terms, this rjieba and this dictionary of jieba."""
    engine, words = getattr(sys.modules["rjieba.rjieba"], "__file__", None), _jieba_words()
    if not engine or not words:
        return None
    stats = [os.stat(engine), os.stat(words)]
    names = "\n".join([term.text for term in terms])
    rest = [(stat.st_size, stat.st_mtime_ns) for stat in stats] + [
        term.frequency for term in terms if term.frequency
    ]
    return Path(cache_folder()) / f"words-{crc32(f'{MAGIC!r}{names}{rest}'.encode()):08x}.bin"


def _put_to_rest(path: Path, terms: list[str]) -> None:
    """Write the words, if jieba's dictionary is known to be that of rjieba."""
    words, engine = _jieba_words(), Path(str(sys.modules["rjieba.rjieba"].__file__))
    data = Path(words).read_bytes() if words else b""
    # importlib.metadata would say it too, and import twenty modules for it
    same = any((engine.parents[1] / f"rjieba-{version}.dist-info").exists() for version in _SAME_WORDS)
    if same and crc32(data) == _WORDS_CRC:
        lines = [line for line in data.decode().split("\n") if line]
        write_dictionary(path, pack(lines, terms, total=_WORDS_TOTAL))


def _jieba_words() -> str:
    """Return the path of jieba's dictionary, without importing jieba."""
    folders = getattr(find_spec("jieba"), "submodule_search_locations", None)
    path = Path(folders[0]) / "dict.txt" if folders else None
    return str(path) if path and path.exists() else ""


class _Jieba:
    """jieba itself, where rjieba has no wheel."""

    def __init__(self, terms: Sequence[Term]) -> None:
        import tempfile

        import jieba

        jieba.setLogLevel(60)
        with tempfile.TemporaryDirectory() as folder:
            # its cache in a folder of our own: the usual one is shared by all users and never refreshed
            self._jieba = jieba.Tokenizer()
            self._jieba.tmp_dir = folder
            self._jieba.initialize()
        for term in terms:
            self._jieba.add_word(term.text, _frequency(term, self._jieba.suggest_freq), "nz")

    def cut(self, text: str) -> list[str]:
        return self._jieba.lcut(text)  # type: ignore[no-any-return]

    def tag(self, word: str) -> str:
        return _jieba_tags().get(word, "x")


@cache
def _jieba_tags() -> dict[str, str]:
    import jieba

    with jieba.get_module_res("dict.txt") as handle:
        rows = (line.decode("utf-8").split() for line in handle)
        return {row[0]: row[2] for row in rows if len(row) > 2}


def _singles(words: Iterable[str]) -> int:
    """Return how many single Chinese characters the words begin with."""
    n = 0
    for word in words:
        if len(word) > 1 or not "\u4e00" <= word <= "\u9fd5":
            break
        n += 1
    return n


@cache
def jieba_idf() -> tuple[dict[str, float], float]:
    """Return jieba's inverse document frequencies and their median, which it gives to unknown words."""
    from importlib.resources import files

    lines = files("jieba").joinpath("analyse", "idf.txt").read_text("utf-8").splitlines()
    idf = {word: float(weight) for word, weight in (line.strip().split(" ") for line in lines)}
    return idf, sorted(idf.values())[len(idf) // 2]


def _frequency(term: Term, suggest: Callable[[str], Any]) -> int:
    if term.frequency:
        return term.frequency
    suggested = int(suggest(term.text))
    return max(suggested, WINS) if len(term.text) > 3 else suggested


def _pieces(text: str) -> Iterator[str]:
    """Split off the characters that rjieba would take for Chinese."""
    at = 0
    for match in _RARE.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield match.group()
        at = match.end()
    if at < len(text):
        yield text[at:]

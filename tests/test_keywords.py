from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc.errors import UsageError
from xzsc.keywords import COLUMNS, METHODS, features, keyword_table, keywords, looker
from xzsc.keywords.candidates import Page, find_runs, read_page
from xzsc.keywords.features import Context, first_signs, first_values, gather
from xzsc.keywords.hashing import digest, digests, sums_of
from xzsc.keywords.listing import LISTED, Found, Look
from xzsc.keywords.phrases import describe, pick
from xzsc.keywords.ranker import Weights, load_models
from xzsc.keywords.reference import load_reference, pack, unpack
from xzsc.keywords.scoring import SecondStage
from xzsc.keywords.values import NAMES, signs_of, values_of
from xzsc.keywords.vocabulary import Vocabulary
from xzsc.lexicon import Lexicon, Term
from xzsc.model import Document, Kind, Source, Table, Unit
from xzsc.segment import Segmenter

PLAIN = Lexicon((Term("银龄课堂"),), frozenset({"的", "和", "在"}))

PLAN = """社区银龄课堂建设实施方案
一、总体要求
以社区银龄课堂为抓手，办好老年教育，让老年人就近上课。
二、课程资源
建立银龄课堂课程资源库，开发智能手机课程、健康管理课程和书画课程。各街道组建银龄课堂志愿服务队。
三、场地保障
社区党群服务中心向银龄课堂开放场地。鼓励学校把空闲教室用于老年教育。
四、评价激励
建立银龄课堂星级评价制度，对志愿服务队给予课时补贴。星级评价制度每年评一次。
"""


def document(text: str, *, id: str = "a", torn: bool = False) -> Document:
    """The first line is the title, lines with 、 after a numeral are headings."""
    source = Source(f"{id}.txt", text)
    units, at = [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        kind = Kind.TITLE if number == 0 else Kind.HEADING if line[1:2] == "、" else Kind.SENTENCE
        end = at + len(line.rstrip("\n"))
        spans = ((at, at + 2), (at + 2, end)) if torn and kind is Kind.SENTENCE else ((at, end),)
        if end > at:
            units.append(Unit(kind, spans, text[at:end], paragraph=number))
        at += len(line)
    title = text.split("\n", 1)[0]
    return Document(source, id=id, title=title, units=tuple(units))


def rows(table: Table, *columns: str) -> list[tuple[object, ...]]:
    at = [table.columns.index(column) for column in columns]
    return [tuple(row[i] for i in at) for row in table.rows]


TOY = [
    document("甲\n银龄课堂在社区，银龄课堂和学校。", id="a"),
    document("乙\n学校的操场，学校的课程，社区的学校。", id="b"),
]


def candidates_of(page: Page) -> list[str]:
    both = zip(*(page.at[edges].tolist() for edges in find_runs(page.classes)), strict=True)
    return [page.text[start:end] for start, end in both]


def test_frequency_whole_table() -> None:
    table = keywords(TOY, method="freq", lexicon=PLAIN)
    assert table.columns == COLUMNS
    assert list(table.rows) == [
        ("a", "甲", 1, "银龄课堂", 2, 2, 1, "a.txt", None, 2, 2, 6, ""),
        ("a", "甲", 2, "学校", 1, 1, 2, "a.txt", None, 2, 15, 17, ""),
        ("a", "甲", 3, "社区", 1, 1, 2, "a.txt", None, 2, 7, 9, ""),
        ("b", "乙", 1, "学校", 3, 3, 2, "b.txt", None, 2, 2, 4, ""),
        ("b", "乙", 2, "操场", 1, 1, 1, "b.txt", None, 2, 5, 7, ""),
        ("b", "乙", 3, "社区", 1, 1, 2, "b.txt", None, 2, 14, 16, ""),
        ("b", "乙", 4, "课程", 1, 1, 1, "b.txt", None, 2, 11, 13, ""),
    ]


@pytest.mark.parametrize("by", ["document", "corpus"])
@pytest.mark.parametrize(("method", "count"), [("freq", 2), ("tfidf", 2), ("textrank", 2), ("jieba", 3)])
def test_the_count_of_a_word_is_the_one_that_is_ranked(method: str, count: int, by: str) -> None:
    lexicon = Lexicon((Term("银龄课堂"),), frozenset())
    # jieba knows no 银龄课堂, so that it cuts 课堂 three times
    docs = [document("题\n银龄课堂，课堂的社区。课堂", id="a")]
    found = rows(keywords(docs, method=method, by=by, lexicon=lexicon), "term", "count")
    assert dict(found)["课堂"] == count


def test_tf_idf_with_the_frequencies_of_the_corpus() -> None:
    found = rows(keywords(TOY, method="tfidf", idf="corpus", lexicon=PLAIN, n=2), "document", "term", "score")
    rare, common = math.log(3 / 2) + 1, 1.0
    assert found == [
        ("a", "银龄课堂", pytest.approx(2 / 4 * rare)),
        ("a", "学校", pytest.approx(1 / 4 * common)),
        ("b", "学校", pytest.approx(3 / 6 * common)),
        ("b", "操场", pytest.approx(1 / 6 * rare)),
    ]


def test_tf_idf_of_the_corpus_as_one() -> None:
    found = keywords(TOY, method="tfidf", idf="corpus", by="corpus", lexicon=PLAIN, n=2)
    rare = math.log(3 / 2) + 1
    assert list(found.rows) == [
        ("", "", 1, "学校", pytest.approx(4 / 10), 4, 2, "a.txt", None, 2, 15, 17, ""),
        ("", "", 2, "银龄课堂", pytest.approx(2 / 10 * rare), 2, 1, "a.txt", None, 2, 2, 6, ""),
    ]


def test_words_is_tf_idf_against_the_reference() -> None:
    found = rows(keywords(TOY[:1], words=True, lexicon=PLAIN), "term", "score")
    idf = load_reference().idf
    expected = {"银龄课堂": 2 / 4 * idf("银龄课堂"), "社区": idf("社区") / 4, "学校": idf("学校") / 4}
    assert dict(found) == pytest.approx(expected)
    assert [term for term, _ in found] == sorted(expected, key=expected.__getitem__, reverse=True)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_text_rank_is_that_of_jieba() -> None:
    import jieba.analyse

    text = "社区学校操场，学校社区服务，操场服务社区建设学校"
    expected = dict(jieba.analyse.textrank(text, topK=None, withWeight=True))
    found = keywords([document("题\n" + text)], method="textrank", lexicon=Lexicon(), n=100)
    assert dict(rows(found, "term", "score")) == pytest.approx(expected)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_jieba_numbers_are_reproduced() -> None:
    import jieba
    import jieba.analyse

    jieba.setLogLevel(60)
    body = "".join(PLAN.split("\n", 1)[1])
    expected = dict(jieba.analyse.extract_tags(body, topK=None, withWeight=True))
    found = dict(rows(keywords([document(PLAN)], method="jieba", n=500), "term", "score"))
    assert found == pytest.approx(expected)


def test_phrases_of_a_plan() -> None:
    found = rows(keywords([document(PLAN)], n=8), "term", "score", "count", "start", "end")
    terms = [term for term, *_ in found]
    assert "银龄课堂" in terms[:3]
    assert {"老年教育", "星级评价制度", "志愿服务队"} <= set(terms)
    assert all(0 <= score <= 1 for _, score, *_ in found)  # type: ignore[operator]
    for term, _, count, start, end in found:
        assert PLAN[start:end] == term  # type: ignore[misc]
        assert count == PLAN.split("\n", 1)[1].count(str(term))


def test_the_same_rows_twice() -> None:
    assert list(keywords([document(PLAN)]).rows) == list(keywords([document(PLAN)]).rows)


def look(id: str, *found: tuple[str, float, int], text: str = "", cover: bool = False) -> Look:
    """A look at a document that found (term, chance, count); the text holds the terms so often."""
    places = tuple(
        Found(id, "", rank, term, chance, n, (id, None, 1, 0, len(term), ""))
        for rank, (term, chance, n) in enumerate(found, 1)
    )
    return Look(id, places, text or "，".join(term for term, _, n in found for _ in range(n)), cover)


def test_phrases_of_a_corpus_weigh_by_frequency_and_spread() -> None:
    looks = [
        look("a", ("老年教育", 0.5, 3), ("书画", 0.9, 1)),
        look("b", ("老年教育", 0.25, 1), ("课时补贴", 0.8, 2)),
    ]
    found = rows(keyword_table(looks, by="corpus"), "rank", "term", "score", "count", "documents", "source")
    assert found == [
        (1, "老年教育", pytest.approx((0.5 * math.log(4) + 0.25 * math.log(2)) * math.log(3)), 4, 2, "a"),
        (2, "课时补贴", pytest.approx(0.8 * math.log(3) * math.log(2)), 2, 1, "b"),
        (3, "书画", pytest.approx(0.9 * math.log(2) * math.log(2)), 1, 1, "a"),
    ]


def test_parts_of_the_phrases_of_a_corpus_fall() -> None:
    looks = [
        look("a", ("教育", 0.8, 2), ("书画", 0.2, 1), text="老年教育，老年教育，书画"),
        look("b", ("老年教育", 0.9, 2), text="老年教育，老年教育"),
    ]
    found = rows(keyword_table(looks, by="corpus"), "term", "score", "count")
    each = 0.9 * math.log(3) * math.log(3)
    part = 0.8 * math.log(3) * math.log(3) * math.exp(-2 * load_models()["documents"].owed)
    assert found == [
        ("老年教育", pytest.approx(each), 4),
        ("书画", pytest.approx(0.2 * math.log(2) ** 2), 1),
        ("教育", pytest.approx(part), 4),
    ]


def test_what_stands_in_titles_only_is_no_phrase_of_a_corpus() -> None:
    looks = [look("a", ("树发新芽", 0.9, 0), ("书画", 0.1, 1))]
    assert rows(keyword_table(looks, by="corpus"), "term", "count") == [("书画", 1)]
    assert rows(keyword_table(looks), "term", "count") == [("树发新芽", 0), ("书画", 1)]


def test_chances_of_other_methods_are_added() -> None:
    looks = [look("a", ("教育", 0.5, 9)), look("b", ("书画", 0.7, 1), ("教育", 0.25, 1))]
    found = rows(keyword_table(looks, by="corpus", method="textrank"), "term", "score", "count")
    assert found == [("教育", 0.75, 10), ("书画", 0.7, 1)]


def test_the_frequency_list_of_a_corpus_counts_all_words() -> None:
    others = [f"{first}{last}" for first in "abcdefgh" for last in "klmnopqr"]
    assert len(others) > LISTED
    a = document("题\n" + "，".join([*others, *others, "学校"]), id="a")
    b = document("题\n学校，学校", id="b")
    found = keywords([a, b], method="freq", by="corpus", lexicon=PLAIN, n=2)
    assert rows(found, "rank", "term", "score", "count", "documents") == [
        (1, "学校", 3, 3, 2),
        (2, "ak", 2, 2, 1),
    ]


def test_a_cover_letter_has_no_list_of_its_own() -> None:
    letter, text = "甲市关于印发课堂方案的通知\n现将《课堂方案》印发给你们。", PLAN
    both = [document(letter, id="a"), document(text, id="a#2")]
    assert {row[0] for row in keywords(both).rows} == {"a#2"}
    terms = [row[3] for row in keywords(both, by="corpus").rows]
    assert "通知" not in terms
    assert {row[0] for row in keywords([both[0], document(text, id="b")]).rows} == {"a", "b"}
    assert {row[0] for row in keywords([document(text, id="a"), document(letter, id="a#2")]).rows} == {
        "a",
        "a#2",
    }


def test_a_term_of_the_title_only_points_to_the_title() -> None:
    lexicon = Lexicon((Term("银龄课堂"),), frozenset())
    found = [
        row
        for row in keywords([document("银龄课堂\n社区有学校。")], lexicon=lexicon).rows
        if row[3] == "银龄课堂"
    ]
    assert [row[5:] for row in found] == [(0, 0, "a.txt", None, 1, 0, 4, "")]


def test_a_torn_unit_gives_spans() -> None:
    table = keywords([document("题\n银龄课堂", torn=True)], method="freq", lexicon=PLAIN)
    assert rows(table, "term", "start", "end") == [("银龄课堂", 2, 6)]


@pytest.mark.parametrize("method", METHODS)
def test_documents_without_words(method: str) -> None:
    empty = Document(Source("e.txt", ""), id="e")
    marks = document("！\n，。、；")
    assert list(keywords([empty, marks], method=method).rows) == []
    assert list(keywords([], method=method, by="corpus").rows) == []


def test_unknown_names_are_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"method 'tfdif' is unknown\. Did you mean tfidf"):
        keywords([], method="tfdif")
    with pytest.raises(UsageError, match=r"by 'documents' is unknown\. Did you mean document"):
        keywords([], by="documents")


def test_a_shorter_list_is_the_head_of_a_longer_one() -> None:
    """Looks that are kept find more phrases than are asked for, others only these: the lists are the same."""
    long = list(keywords([document(PLAN)], n=60).rows)
    for n in (1, 4):
        kept, asked = (looker(n=n, kept=kept) for kept in (True, False))
        assert kept is not None
        assert asked is not None
        assert (kept.n, asked.n) == (60, n)
        assert list(keyword_table([kept(document(PLAN))], n=n).rows) == long[:n]
        assert list(keyword_table([asked(document(PLAN))], n=n).rows) == long[:n]


def test_a_part_of_a_listed_phrase_must_stand_on_its_own() -> None:
    scored = [("星级评价制度", 3.0), ("星级评价", 2.5), ("评价", 2.0), ("老年教育", 1.0)]
    counts = {"星级评价制度": 2, "星级评价": 2, "评价": 40, "老年教育": 1}
    assert [text for text, _ in pick(scored, counts, n=3, owed=3.0)] == ["星级评价制度", "评价", "老年教育"]


def test_variants_of_a_phrase_make_room() -> None:
    scored = [("受灾企业", 3.0), ("受灾企业缓缴", 2.5), ("返还受灾企业税款", 2.4), ("老年教育", 1.8)]
    counts = {"受灾企业": 4, "受灾企业缓缴": 4, "返还受灾企业税款": 1, "老年教育": 1}
    ranked = pick(scored, counts, n=4, owed=3.0)
    assert ranked == [
        ("受灾企业", 3.0),
        ("返还受灾企业税款", 2.15),
        ("老年教育", 1.8),
        ("受灾企业缓缴", pytest.approx(1.2)),
    ]
    assert pick(scored, counts, n=4, owed=0.0) == scored


@pytest.mark.parametrize(
    ("text", "words", "form"),
    [
        ("实施方案", "实施方案", True),
        ("临江省", "临江省", True),
        ("公告之日起10日", "公告 之日起 10 日", True),
        ("上求突破", "上 求 突破", True),
        ("小区树发", "小区 树 发", True),
        ("银龄课堂", "银龄 课堂", False),
        ("社区学校", "社区 学校", False),
        ("项目实施细则", "项目 实施 细则", True),
        ("“实施方案”", "“ 实施 方案 ”", True),
        ("课程实施方案", "课程 实施 方案", False),
        ("起草背景", "起草 背景", True),
        ("省老龄事业厅", "省 老龄 事业 厅", True),
        ("社区展厅", "社区 展厅", False),
        ("教育行政部门", "教育 行政部门", True),
        ("街道人民政府办公室", "街道 人民政府 办公室", True),
        ("课程管理委员会", "课程 管理 委员会", False),
        ("临江市河东区", "临江市 河东区", True),
        ("临江市科技园区", "临江市 科技 园区", False),
        ("临社科字", "临 社科 字", True),
        ("课程进行评价", "课程 进行 评价", True),
        ("学校负责", "学校 负责", True),
        ("由省教研室", "由省 教研室", True),
        ("推进老年教育", "推进 老年 教育", True),
        ("推进器", "推进器", False),
    ],
)
def test_forms_are_no_subjects(text: str, words: str, form: bool) -> None:
    from xzsc.keywords.forms import is_form

    tags = {word: "ns" if word == "临江省" else "n" for word in (*words.split(), text)}
    assert is_form(text, words.split(), tags.__getitem__) is form


def test_a_term_of_the_lexicon_may_begin_with_a_verb() -> None:
    from xzsc.keywords.forms import is_form

    words = ["推进", "老年", "教育"]
    assert [is_form("推进老年教育", words, str, known=known) for known in (False, True)] == [True, False]


def test_the_number_of_a_chapter_belongs_to_no_candidate() -> None:
    page = read_page(
        document("办法\n第三章课程评价"), Vocabulary(Segmenter(Lexicon()), PLAIN, load_reference())
    )
    assert not [text for text in candidates_of(page) if "第" in text]


def test_what_stands_only_in_the_name_of_a_body_is_no_subject() -> None:
    letter = (
        "社会保障厅、农业农村厅：\n现将办法印发给你们，请抓好银龄课堂，办好老年教育，让社区老人就近上课，"
    )
    body = f"{letter}开设智能手机课程。\n社会保障厅、农业农村厅"
    official, other = (
        {term for (term,) in rows(keywords([document(f"{title}\n{body}")]), "term")}
        for title in ("关于印发银龄课堂管理办法的通知", "银龄课堂")
    )
    assert "农业农村" in other
    assert "老年教育" in official
    assert not official & {"社会保障厅", "社会保障", "农业农村厅", "农业农村", "通知", "印发", "管理办法"}


def context_of(kind: str | None = None) -> Context:
    reference = load_reference()
    words = Vocabulary(Segmenter(Lexicon()), PLAIN, reference)
    return Context(words, PLAIN, reference, load_models()[kind].first if kind else None)


def many_runs() -> Document:
    lines = (
        f"社区第{n}所银龄课堂的老年教育课程{n % 3}和“{n % 5}级”AI辅导{'甲乙丙丁戊己庚辛壬癸'[n % 10]}类"
        for n in range(60)
    )
    return document("社区银龄课堂建设方案\n" + "。".join(lines))


@pytest.mark.parametrize("kind", ["documents", "abstracts"])
def test_the_first_stage_scores_its_values(kind: str) -> None:
    weights, context = load_models()[kind].first, context_of(kind)
    page = read_page(many_runs(), context.vocabulary)
    groups = gather(page, context)
    values = np.array(first_values(groups, page)).T
    scored = [
        (-weights.score(row, signs), number)
        for number, (row, signs) in enumerate(zip(values, first_signs(groups, page), strict=True))
    ]
    assert len(scored) > features.KEPT
    worst = sorted(scored)[features.KEPT - 1][0]
    chosen = {*describe(page, context).which.tolist()}
    assert len(chosen) == features.KEPT
    assert {number for score, number in scored if score < worst - 1e-9} <= chosen
    assert chosen <= {number for score, number in scored if score <= worst + 1e-9}


@pytest.mark.parametrize("kind", ["documents", "abstracts"])
def test_the_second_stage_scores_its_values(kind: str) -> None:
    weights, context = load_models()[kind].second, context_of(kind)
    for made in (document(PLAN), many_runs()):
        found = describe(read_page(made, context.vocabulary), context)
        rows = zip(values_of(found).T.tolist(), signs_of(found), strict=True)
        expected = [weights.score(values, signs) for values, signs in rows]
        assert SecondStage(weights, context.vocabulary).scores(found).tolist() == pytest.approx(expected)


def test_candidates_are_runs_without_marks() -> None:
    context = context_of()
    page = read_page(document("题\n社区和学校的银龄课堂，“三级”课程资源。一级课程"), context.vocabulary)
    texts = {
        page.text[page.at[start] : page.at[end]] for start, end in zip(*find_runs(page.classes), strict=True)
    }
    assert {"社区", "学校", "社区和学校", "“三级”", "“三级”课程", "“三级”课程资源", "一级课程"} <= texts
    assert not any(
        set(text) & {*"的，。\n"} or text.startswith("和") or text.count("“") != text.count("”")
        for text in texts
    )


def test_terms_with_stop_words_are_candidates() -> None:
    """可 and 即 break a run, but not inside a term of the lexicon; elsewhere they still do."""
    terms = (Term("可持续发展", "提法", None), Term("接诉即办", "提法", None))
    lexicon = Lexicon(terms, frozenset({"可", "即"}))
    vocabulary = Vocabulary(Segmenter(Lexicon()), lexicon, load_reference())
    page = read_page(document("题\n社区可持续发展规划，接诉即办。课堂可报名"), vocabulary)
    texts = candidates_of(page)
    assert {"可持续发展", "社区可持续发展规划", "接诉即办"} <= {*texts}
    assert not any("课堂可" in text or text.startswith("即") for text in texts)


def test_candidates_are_all_runs_that_the_rules_allow() -> None:
    classes = bytes([1, 3, 1, 2, 1, 0, 2, 2, 1, 3, 1, 3, 1, 1, 1, 1, 1, 1, 4, 1, 0])

    def is_run(start: int, end: int) -> bool:
        run = classes[start:end]
        return run[0] in (1, 2) and run[-1] == 1 and not {*run} - {1, 2, 3} and run.count(3) < 2

    n = len(classes)
    expected = [(i, j) for i in range(n) for j in range(i + 1, min(i + 6, n) + 1) if is_run(i, j)]
    starts, ends = find_runs(np.frombuffer(classes, np.uint8))
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == expected


def test_nothing_that_recurs_is_left_out() -> None:
    context = context_of()
    page = read_page(many_runs(), context.vocabulary)
    assert page.characters > features.SMALL // 2
    keys = candidates_of(page)
    every = {key: n for key, n in Counter(keys).items() if n > 1 and 2 <= len(key) <= 22}
    groups = gather(page, context)
    starts, ends = page.at[groups.starts].tolist(), page.at[groups.ends].tolist()
    texts = [page.text[start:end] for start, end in zip(starts, ends, strict=True)]
    assert {key: n for key, n in zip(texts, groups.counts.tolist(), strict=True) if n > 1} == every


@given(text=st.text(max_size=40), start=st.integers(0, 40), size=st.integers(0, 40))
def test_the_hash_of_a_piece_is_that_of_the_text_alone(text: str, start: int, size: int) -> None:
    piece = text[start : start + size]
    start = min(start, len(text))
    found = sums_of(text).digests(np.array([start]), np.array([start + len(piece)]))
    assert int(found[0]) == digest(piece)
    assert [int(one) for one in digests([text, piece, text])] == [digest(text), digest(piece), digest(text)]


def test_a_cover_letter_has_no_twenty_subjects() -> None:
    letter = document("关于印发方案的通知\n现将社区银龄课堂建设实施方案印发给你们，请认真贯彻执行。")
    assert len(list(keywords([letter], n=20).rows)) <= 3


def test_weights_by_hand() -> None:
    weights = Weights((2.0, 0.0), ((1.0, 3.0), ()), ((0.0, 10.0, 30.0), (0.0,)), {"b 社区": 0.5})
    assert weights.score([1.0, 9.0], []) == 2.0
    assert weights.score([2.0, 9.0], ["b 社区", "e 课堂"]) == 14.5
    assert weights.score([4.0, 9.0], []) == 38.0


def test_the_packaged_weights_fit_the_values() -> None:
    for model in load_models().values():
        for weights in (model.first, model.second):
            assert len(weights.slopes) == len(weights.thresholds) == len(weights.steps)
            assert all(len(s) == len(t) + 1 for s, t in zip(weights.steps, weights.thresholds, strict=True))
        assert len(model.second.slopes) == len(NAMES)
        assert model.slope > 0


def test_the_reference_table() -> None:
    table = unpack(pack({"银龄课堂": (0, 0, 7), "社区": (100, 5, 0)}, pieces=400, abstracts=50))
    assert table.df("社区") == pytest.approx(100, rel=0.02)
    assert table.df("银龄课堂") == table.df("学校") == 0
    assert table.levels_of("银龄课堂") == (0, 0, round(32 * math.log(8)))
    assert table.idf("学校") == pytest.approx(math.log(401) + 1)


def test_the_reference_holds_no_text() -> None:
    assert load_reference().df("高质量发展") > 50
    assert load_reference().df("银龄课堂星级评价") == 0


words = st.sampled_from(
    [
        *"的和在，。、“”\n",
        "银龄课堂",
        "社区",
        "学校",
        "老年教育",
        "3.5%",
        "2026年",
        "建设",
        "AI",
        "发展",
        "😀",
    ]
)


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(words, max_size=40), method=st.sampled_from(["phrases", "tfidf", "freq"]))
def test_every_row_points_at_its_term(pieces: list[str], method: str) -> None:
    text = "题目\n" + "".join(pieces)
    made = document(text)
    body = "\n".join(unit.text for unit in made.body)
    for row in keywords([made], method=method).rows:
        term, count, start, end = row[3], row[5], row[10], row[11]
        assert text[start:end] == term
        assert count == body.count(str(term))


@pytest.mark.parametrize(("method", "needed"), [("phrases", "['numpy']"), ("tfidf", "[]")])
def test_one_document_needs_no_more_than_numpy(method: str, needed: str) -> None:
    code = (
        "import sys; from xzsc.keywords import keywords; from xzsc.model import *;"
        "unit = Unit(Kind.SENTENCE, ((0, 8),), '社区银龄课堂课程');"
        "found = Document(Source('a', '社区银龄课堂课程'), units=(unit,));"
        f"list(keywords([found], method={method!r}).rows);"
        "print([name for name in ('numpy', 'pandas', 'jieba', 'rich', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == needed

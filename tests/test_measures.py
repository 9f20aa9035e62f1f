from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc.codebook import load_codebook
from xzsc.errors import LexiconError
from xzsc.measures import Coder
from xzsc.measures.actors import actors
from xzsc.measures.coder import two_best
from xzsc.measures.examples import read_coded, read_training
from xzsc.measures.features import full_width, sheet
from xzsc.measures.figures import figures
from xzsc.measures.grams import character_grams
from xzsc.measures.lists import conditions, forbidden, heading_nothing
from xzsc.measures.places import Places
from xzsc.measures.responsible import responsible
from xzsc.measures.rules import load_rules, names_fired
from xzsc.measures.strength import strength
from xzsc.measures.targets import targets
from xzsc.measures.weights import load, save
from xzsc.model import Document, Kind, Source, Unit, squeeze
from xzsc.structure import read

PLAN = """云岭市技能人才行动方案

为贯彻落实国家部署，结合我市实际，制定本方案。

一、主要目标
到2028年，全市技能人才总量达到40万人，高技能人才占比超过35%。

二、主要任务
（一）加强培养。支持企业设立首席技师岗位，每年组织两千名青年技工到龙头企业研修。对新认定的公共实训基地，给予不超过三百万元的一次性补助。
（责任单位：市人力资源社会保障局、市财政局）
（二）改进评价。建立健全以实绩为导向的技能等级评价机制，探索企业与院校互认学分。未取得备案的机构不得开展等级认定。

本方案自印发之日起施行，有效期三年。
"""


@pytest.fixture(scope="module")
def coder():
    return Coder()


@pytest.fixture(scope="module")
def coded(coder):
    (document,) = read(Source("plan.txt", PLAN))
    return coder.code(document)


def test_the_measures_of_a_plan_are_its_actions(coded):
    document, measures = coded
    assert [measure.unit.text[:8] for measure in measures] == [
        "支持企业设立首席", "对新认定的公共实", "建立健全以实绩为", "未取得备案的机构",
    ]  # fmt: skip
    roles = {unit.text[:6]: unit.role for unit in document.units}
    assert roles["到2028年"] == "目标"
    assert roles["为贯彻落实国"] == "背景"
    assert all(unit.role for unit in document.units)


def test_theme_instrument_and_strength_of_the_plan(coded):
    measures = coded[1]
    assert [measure.theme for measure in measures[:3]] == ["人才"] * 3
    assert measures[1].instrument == "供给型-资金投入"
    assert measures[2].instrument == "环境型-体制机制"
    assert [measure.strength for measure in measures] == ["鼓励", "要求", "要求", "强制"]


def test_bodies_in_charge_are_attached_to_the_sentences_of_their_item(coded):
    measures = coded[1]
    assert measures[0].actors[-2:] == ("市人力资源社会保障局", "市财政局")
    assert measures[1].actors[-2:] == ("市人力资源社会保障局", "市财政局")
    assert "市财政局" not in measures[2].actors


def test_evidence_and_figures_point_into_the_source(coded):
    document, measures = coded
    for measure in measures:
        assert measure.evidence
        assert squeeze(document.source.quote(measure.evidence)) in squeeze(measure.unit.text)
        for figure in measure.figures:
            assert squeeze(document.source.quote(figure.spans)) == squeeze(figure.text)
    assert [(f.value, f.unit, f.comparator) for f in measures[1].figures] == [(3e6, "元", "不超过")]
    assert 0.5 <= min(m.confidence for m in measures) <= max(m.confidence for m in measures) <= 1


def test_half_width_marks_of_a_journal_are_read_as_full_width_ones(coder, coded):
    half = PLAN.translate(str.maketrans("，；：", ",;:"))
    (document,) = read(Source("plan.txt", half))
    told = [
        [(each.theme, each.instrument, each.strength, each.evidence, each.confidence) for each in measures]
        for measures in (coder.code(document)[1], coded[1])
    ]
    assert told[0] == told[1]
    assert full_width("第一,完善机制;到2,027年,A,B类,3:1。") == "第一，完善机制；到2,027年，A,B类，3:1。"


def test_a_review_part_holds_no_measures(coder):
    text = (
        "政府工作报告\n各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。\n一、2025年工作回顾\n"
        "一年来，我们大力推进科技创新，新建中试基地六家，技术合同成交额增长两成。深化营商环境改革，取得明显成效。\n"
        "二、2026年重点工作\n大力推进科技创新，新建中试基地十家。深化营商环境改革，推行一件事集成办理。\n"
    )
    (document,) = read(Source("report.txt", text))
    found = [measure.unit.text for measure in coder.measures(document)]
    assert found == ["大力推进科技创新，新建中试基地十家。", "深化营商环境改革，推行一件事集成办理。"]


def test_reasons_add_up_to_the_decision(coder, coded):
    from xzsc.measures.weights import measure_scores, role_scores

    document, measures = coded
    unit = measures[3].unit
    original = next(each for each in document.units if each.spans == unit.spans)
    reasons = coder.explain(document, original)
    page = sheet(document)
    row = [document.units[n].spans for n in page.indices].index(unit.spans)
    weights = load()
    odds = measure_scores(weights, page, role_scores(weights, page))[row]
    assert sum(reason.weight for reason in reasons) == pytest.approx(float(odds), abs=1.0)
    assert any(reason.what == "规则：必须/不得/严禁" and reason.spans for reason in reasons)
    assert [abs(r.weight) for r in reasons] == sorted((abs(r.weight) for r in reasons), reverse=True)


def test_neighbours_that_are_measures_do_not_speak_against_one(coder):
    from xzsc.measures.explain import CONTEXT

    acts = (
        "每年安排专项资金2000万元，支持茶农改造低产茶园。",
        "对新建的茶叶加工车间，给予最高50万元补助。",
        "加快建设茶叶质量检测中心，开展免费检测服务。",
        "建立茶艺师培训基地，每年培训300人。",
    )
    lines = ["茶产业发展若干措施"]
    for number, heading in zip("一二三", ("资金支持", "加工升级", "人才培养"), strict=True):
        lines += [f"{number}、{heading}", "".join(acts)]
    (document,) = read(Source("tea.txt", "\n".join(lines)))
    weights = [
        sum(reason.weight for reason in coder.explain(document, measure.unit) if reason.what == CONTEXT)
        for measure in coder.measures(document)
    ]
    assert len(weights) >= 8
    assert min(weights) >= 0


def test_many_reasons_score_the_document_once(coder, coded, monkeypatch):
    from xzsc.measures import explain

    document, measures = coded
    units = [measure.unit for measure in measures]
    singly = [coder.explain(document, unit) for unit in units]
    scored, score = [], explain.role_scores
    monkeypatch.setattr(explain, "role_scores", lambda *args: scored.append(1) or score(*args))
    assert coder.explanations(document, (*units, document.units[0])) == [*singly, ()]
    assert len(scored) == 1
    assert coder.explanations(Document(Source("empty", "")), units[:1]) == [()]


def test_coding_is_deterministic_and_empty_documents_have_no_measures(coder, coded):
    (document,) = read(Source("plan.txt", PLAN))
    assert Coder().code(document) == coded
    assert coder.code(Document(Source("empty", ""))) == (Document(Source("empty", "")), ())


def test_a_users_dimension_is_coded_by_cues(tmp_path, coded):
    path = tmp_path / "x.toml"
    path.write_text(
        '[[dimension]]\nkey = "X"\n[[dimension.class]]\ncode = "钱"\ncues = "补助"\n'
        '[[dimension.class]]\ncode = "人"\ncues = "研修 岗位"\n',
        encoding="utf-8",
    )
    (document,) = read(Source("plan.txt", PLAN))
    measures = Coder(load_codebook(str(path))).measures(document)
    assert [measure.codes for measure in measures] == [
        (("X", "人"),), (("X", "钱"),), (("X", ""),), (("X", ""),),
    ]  # fmt: skip
    assert [measure.theme for measure in measures] == [measure.theme for measure in coded[1]]


def test_a_users_strength_and_theme_replace_the_shipped_ones(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[[dimension]]\nkey = "strength"\n[[dimension.class]]\ncode = "软"\ncues = "研修"\n'
        '[[dimension.class]]\ncode = "硬"\ncues = "补助"\n'
        '[[dimension]]\nkey = "theme"\n[[dimension.class]]\ncode = "岗"\ncues = "岗位"\n',
        encoding="utf-8",
    )
    (document,) = read(Source("plan.txt", PLAN))
    measures = Coder(load_codebook(str(path))).measures(document)
    assert {measure.strength for measure in measures} == {"软", "硬", ""}
    assert {measure.theme for measure in measures} == {"岗", ""}, "no 其他: the file has no such class"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("严禁擅自改变实训场地用途。", "强制"),
        ("各区要建立月度调度制度。", "要求"),
        ("对首次升规的企业，给予二十万元支持。", "要求"),
        ("支持高校与企业共建实验室。", "鼓励"),
        ("三是积极引导社会资本参与。", "鼓励"),
        ("用人单位可以自主设置岗位等级。", "鼓励"),
        ("探索建立用能指标跨市交易办法。", "探索"),
        ("完善可持续的投入机制。", "要求"),
        ("会同有关部门研究推动设立风险补偿资金。", "探索"),
        ("继续支持县域办好职业学校。", "鼓励"),
        ("平台应当为用户保密，不得转让其信息。", "要求"),
        ("建设可追溯、可检索的成果库。", "要求"),
        ("引导基金应在托管银行开设专户。", "要求"),
        ("逾期不改的，可以处一千元以上五千元以下罚款。", "要求"),
        ("让每一项承诺件件可落地。", "要求"),
        ("面向全国招引领军教练，支持条件一人一议。", "要求"),
        ("管理单位应当公布场馆的位置和可容纳人数。", "要求"),
        ("第七条　区人民政府应当鼓励社会力量参与养护。", "鼓励"),
        ("依法必须检定的水表，由所有人送检。", "要求"),
        ("国家规定必须年检的渡船，船主应当送检。", "要求"),
        ("船工必须持证上岗。", "强制"),
        ("水表不能修复的，予以更换。", "要求"),
        ("任何情况下都不能降低防汛标准。", "强制"),
        ("否决不合格方案后，评委会可以终止评选。", "鼓励"),
        ("一方面要提倡茶田轮作，另一方面要防治虫害。", "鼓励"),
        ("人均可支配收入低于标准的家庭，按月发放水费补贴。", "要求"),
    ],
)
def test_strength_follows_the_main_verb(text, expected):
    assert strength(text)[0] == expected


def units_of(*lines):
    return [Unit(Kind.SENTENCE, ((0, 1),), line) for line in lines]


def test_cases_may_be_told_some_sentences_before_their_list():
    lines = [
        "有下列情形之一的，责令改正；",
        "情节严重的，停航三月；",
        "构成犯罪的，依法追究责任：",
        "（一）私设渡口的；",
    ]
    assert conditions(units_of(*lines)) == {3}
    apart = [replace(unit, paragraph=n) for n, unit in enumerate(units_of(*lines))]
    assert conditions(apart) == frozenset()


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["（一）支持船厂造船。", "（二）修建渡口。"], {0, 1}),
        (["（一）支持船厂造船。", "每艘补助一万元。", "（二）修建渡口。"], {2}),
        (["（一）支持船厂造船。", "（责任单位：市交通局）", "（二）修建渡口。"], {0, 2}),
        (["1.支持船厂造船；", "2.修建渡口。"], {0, 1}),
        (["（一）支持船厂造船。", "1.补助船坞。", "2.培训船工。"], {1, 2}),
        (["（一）船厂", "（二）渡口"], set()),
        (["到2027年，造船三百艘。", "修建渡口。"], set()),
        (["支持船厂造船", "渡口小学", "修建渡口"], {0, 2}),
        (["支持船厂造船", "修建渡口。"], set()),
    ],
)
def test_sentences_that_head_nothing(lines: list[str], found: set[int]) -> None:
    assert heading_nothing(units_of(*lines)) == found


SHORT_ITEMS = """某市造船工作要点

一、强化船厂
（一）支持船厂牵头组建创新联合体，承担渡船设计任务。
（责任单位：市科技局、市财政局）
（二）严禁以任何名义截留补助资金。
（责任单位：市财政局）
二、强化渡口
（一）加强渡口巡查，建立快速救助机制。
（责任单位：市交通局）
"""


def test_items_of_one_sentence_are_measures_and_no_headings() -> None:
    (document,) = read(Source("a.txt", SHORT_ITEMS))
    coded, measures = Coder().code(document)
    assert [measure.unit.text[3:7] for measure in measures] == ["支持船厂", "严禁以任", "加强渡口"]
    assert {unit.role for unit in coded.units if unit.text.startswith("（一）")} == {"措施"}


def test_clauses_without_an_end_are_measures() -> None:
    (document,) = read(Source("a.txt", "加快发展船舶产业\n培育造船龙头企业\n建设渡口产业园区"))
    coded, measures = Coder().code(document)
    assert [unit.role for unit in coded.units] == ["措施"] * 3
    assert len(measures) == 3


def test_items_of_a_list_of_forbidden_acts_are_known():
    lines = (
        "第八条　用户不得有下列行为：",
        "（一）私接管道；",
        "（二）遮挡仪表。",
        "第九条　用户应当配合检修。",
        "（一）预约；",
    )
    assert forbidden(units_of(*lines)) == {1, 2}
    assert conditions(units_of(*lines)) == frozenset()


def test_items_that_are_cases_or_papers_are_known_but_not_those_that_say_what_is_to_be_done():
    lines = (
        "有下列情形之一的，不予补贴：", "（一）虚报场次的；", "（二）转包服务的。", "补贴按季拨付。",
        "申请人提交以下材料：", "1.申请表；",
        "违反规定有下列行为之一的，由城管部门处理：", "（一）乱倒垃圾的，处五十元罚款；",
    )  # fmt: skip
    assert conditions(units_of(*lines)) == {1, 2, 5}


def test_a_list_of_cases_may_be_opened_without_a_colon():
    lines = (
        "第九条　驿站实行动态管理，有下列情形之一的予以摘牌。",
        "（一）连续两季未开放的。", "（二）登记资料不实的。",
        "第十条　驿站每季报送台账。", "（一）按时开放。",
    )  # fmt: skip
    assert conditions(units_of(*lines)) == {1, 2}
    people = "对下列单位和个人，由县政府给予奖励：", "（一）救护溺水者的；", "（二）举报险情的。"
    assert conditions(units_of(*people)) == {1, 2}
    cases = "下列情形，应当用灯语：", "（一）夜间靠岸；"
    assert conditions(units_of(*cases)) == {1}
    before = "有下列行为之一的，责令改正；", "对直接责任人依法给予处分：", "（一）未设标志牌的；"
    assert conditions(units_of(*before)) == {2}


def test_cases_in_which_something_is_banned_are_no_bans():
    cases = ("有下列行为之一，渡船不得离岸：", "（一）超员载客；", "（二）未系救生衣。")
    assert forbidden(units_of(*cases)) == frozenset()
    assert conditions(units_of(*cases)) == {1, 2}
    bans = ("船员不得有下列行为之一：", "（一）酒后开船；")
    assert forbidden(units_of(*bans)) == {1}
    assert conditions(units_of(*bans)) == frozenset()


def test_things_in_a_list_are_no_measures():
    lines = ("船票收入用于下列费用：", "（一）油料费；", "（二）其他费用。")
    assert conditions(units_of(*lines)) == {1, 2}
    kinds = ("设施的主要类型包括：", "（一）栈桥与浮筒；", "（二）建设候船亭。")
    assert conditions(units_of(*kinds)) == {1}
    assert conditions(units_of("重点支持下列设施：", "（一）候船亭；")) == frozenset()


def test_what_a_paper_is_to_hold_is_no_measure():
    lines = ("章程应当明确以下事项：", "（一）争议处理方式；", "（二）入会年龄等。")
    assert conditions(units_of(*lines)) == {1, 2}
    tasks = ("方案包括以下内容：", "（一）培育骨干企业；", "（二）资金安排。")
    assert conditions(units_of(*tasks)) == {2}
    assert conditions(units_of("重点做好以下事项：", "（一）校园周边；")) == frozenset()


def test_figures_with_unit_comparator_deadline_and_base():
    found = figures(
        "到2028年，研发投入强度比2025年提高0.5个百分点，数字人才达到12万人以上，百分之六十的县建成驿站。"
    )
    assert [(f.text, f.value, f.unit, f.comparator, f.deadline) for f in found] == [
        ("提高0.5个百分点", 0.5, "个百分点", "提高", "2028"),
        ("达到12万人以上", 120000.0, "人", "达到…以上", "2028"),
        ("百分之六十", 60.0, "%", "", "2028"),
    ]
    assert [f.base for f in found] == ["比2025年", "", ""]
    assert figures("第三，一体推进教育科技人才改革。") == ()


def test_actors_and_targets():
    assert responsible("（责任单位：市教育局、市科技局）") == ("市教育局", "市科技局")
    assert responsible("（市商务局、市税务局按职责分工负责）") == ("市商务局", "市税务局")
    assert responsible("提升履职尽责水平。") == ()
    assert actors("市财政局应当每年公布补贴名单。") == ("市财政局",)
    assert actors("鼓励高校与企业共建实验室。") == ("高校院所",)
    assert targets("对吸纳高校毕业生的中小企业给予补贴。") == ("企业", "高校毕业生")
    assert targets("为引进的造船专家安排公寓。") == ("人才",)
    assert targets("渡船图纸经专家评审，县水利局组织专家验收。") == ()


def test_places_bridge_line_breaks_but_not_torn_columns():
    source = Source("a", "推动技能\n 人才队伍||建设。")
    unit = Unit(Kind.SENTENCE, ((0, 10), (12, 15)), "推动技能人才队伍建设。")
    places = Places(unit, source)
    assert places.spans(0, 4) == ((0, 4),)
    assert places.spans(2, 6) == ((2, 8),)
    assert places.spans(6, 11) == ((8, 10), (12, 15))
    assert places.spans(3, 3) == ()


def test_rules_fire_only_where_one_of_their_words_stands():
    rules = load_rules()[0]
    sentences = [s for c in load_codebook().roles for s in (*c.yes, *c.no)] + PLAN.splitlines()
    expected = [tuple(r.name for r in rules if r.pattern.search(text)) for text in sentences]
    assert names_fired(sentences) == expected
    assert sum(map(len, expected)) > 30


@settings(deadline=None)
@given(st.lists(st.text("一是要推动，。高质量发展12", max_size=12), max_size=6))
def test_grams_of_sentences_do_not_depend_on_their_neighbours(texts):
    together = character_grams(texts, most=3)
    for row, text in enumerate(texts):
        alone = character_grams([text], most=3)
        assert sorted(together.ids[together.rows == row]) == sorted(alone.ids)


def test_weights_come_back_as_they_were_saved_and_foreign_files_are_refused(tmp_path):
    weights = load()
    one, two = str(tmp_path / "one.npz"), str(tmp_path / "two.npz")
    save(weights, one)
    save(load(one), two)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    (tmp_path / "bad.npz").write_bytes(b"no weights")
    with pytest.raises(LexiconError, match="not a weights file"):
        load(str(tmp_path / "bad.npz"))


def test_a_coder_can_be_sent_to_another_process(coder, coded):
    (document,) = read(Source("plan.txt", PLAN))
    assert pickle.loads(pickle.dumps(Coder())).code(document) == coded


def test_passages_are_read_with_their_labels(tmp_path):
    path = tmp_path / "coded.jsonl"
    rows = [
        {
            "text": "加快建设实训基地。",
            "role": "措施",
            "theme": ["人才"],
            "instrument": "供给型-人才培养",
            "strength": "要求",
        },
        {"text": "实训基地已有六家。", "role": "成就"},
    ]
    path.write_text(
        json.dumps(
            {"passage": "a", "genre": "通知", "headings": ["二、任务"], "sentences": rows}, ensure_ascii=False
        ),
        encoding="utf-8",
    )
    (coded,) = read_coded(str(path))
    first, second = (label for label in coded.labels if label)
    assert (first.measure, first.themes, first.value("instrument")) == (True, ("人才",), "供给型-人才培养")
    assert (second.measure, second.role) == (False, "成就")
    assert coded.document.units[-1].section == "二、任务"
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"bad\.jsonl:1: not JSON"):
        read_coded(str(tmp_path / "bad.jsonl"))


def test_a_whole_document_of_paragraphs_is_read_like_any_other_text(tmp_path):
    measure = {"theme": ["人才"], "instrument": "供给型-人才培养", "strength": "要求"}
    paragraphs = [
        [{"text": "一、出台背景", "role": "标题"}],
        [{"text": "全市缺少技工。", "role": "问题"}, {"text": "去年招工四千。", "role": "数据"}],
        [{"text": "二、主要内容", "role": "标题"}],
        [{"text": "加快建设实训基地。", "role": "措施", **measure}],
    ]
    path = tmp_path / "coded.jsonl"
    row = {"document": "a", "title": "《技工办法》解读", "paragraphs": paragraphs}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (coded,) = read_coded(str(path))
    labelled = zip(coded.document.units, coded.labels, strict=True)
    assert [
        (unit.section, unit.text, label.role)
        for unit, label in labelled
        if unit.kind is Kind.SENTENCE and label
    ] == [
        ("一、出台背景", "全市缺少技工。", "问题"),
        ("一、出台背景", "去年招工四千。", "数据"),
        ("二、主要内容", "加快建设实训基地。", "措施"),
    ]
    assert coded.own
    assert coded.document.title == "《技工办法》解读"


def test_the_record_of_a_row_may_have_a_key_of_its_own_and_a_text_is_read_once(tmp_path):
    text = "加快建设实训基地。\u3000\u3000去年建成六家。"
    rows = [{"id": "r1", "title": "通知", "text": text}, {"id": "r2", "title": "办法", "text": text}]
    (tmp_path / "texts.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    code = {"start": 0, "end": 9, "roles": ["措施"], "label": "measure", "themes": [["人才"]]}
    paths = [str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl")]
    joined = {"file": "texts.jsonl#r1", **code}
    apart = [{"file": "texts.jsonl", "record": record, **code} for record in ("r1", "r2")]
    Path(paths[0]).write_text(json.dumps(joined), encoding="utf-8")
    Path(paths[1]).write_text("\n".join(map(json.dumps, apart)), encoding="utf-8")
    found = read_training(paths)
    assert [(each.name, each.document.title) for each in found] == [("r1", "通知"), ("r2", "办法")]
    for each in found:
        labelled = [unit.text for unit, label in zip(each.document.units, each.labels, strict=True) if label]
        assert labelled == ["加快建设实训基地。"]
    other = {**code, "start": 9, "end": 16, "label": "other", "roles": ["成就"]}
    again = [{"file": "texts.jsonl", "record": "r1", **each} for each in (code, other)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, again)), encoding="utf-8")
    *_, more = read_training([*paths, str(tmp_path / "c.jsonl")])
    assert [label.role for label in more.labels if label] == ["成就"]


def test_a_second_class_is_given_where_it_is_likely_enough_and_is_not_the_first():
    first = np.array([[2.0, 0.0, 1.0, 0.0], [0.0, 3.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    second = np.array([[5.0, 1.0, -3.0, -3.0], [0.0, 9.0, 0.0, 0.0], [0.0, 0.0, 0.0, -9.0]])
    # Of what is left of the second row each has a third, of the third row a half: 0.45 is enough.
    assert two_best(first, second, ("甲", "乙", "丙", "丁")) == [("甲", "乙"), ("乙", ""), ("甲", "乙")]

"""The evidence of a measure is the clause that says what is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from xzsc.cli import app
from xzsc.measures.evidence import head
from xzsc.measures.strength import strength


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("对来澄创业的博士及其团队，给予最高80万元启动资金。", "给予最高80万元启动资金"),
        ("在项目评审中，推行“盲评，复核”两步制度，结果公开。", "推行“盲评，复核”两步制度"),
        ("经认定的中试平台，按投资额的两成补助，封顶100万元。", "按投资额的两成补助"),
        ("一是加强种质资源保护，建设县级种子库。", "加强种质资源保护"),
        ("对新设的工作站给予20万元资助，驻站人员另有津贴。", "对新设的工作站给予20万元资助"),
        ("对引进的育种专家，一事一议。", "一事一议"),
        ("围绕茶产业链，依托县域园区，培育龙头企业。", "培育龙头企业"),
        ("对接沿海港口，开通冷链专列。", "对接沿海港口"),
        ("村级卫生室每周开放六天。", "村级卫生室每周开放六天"),
        ("过渡期结束后，今年，设立三年巩固期。", "设立三年巩固期"),
        ("连续两次考核不达标的，取消基地资格。", "取消基地资格"),
        ("擅自停运的，由县交通局责令改正。", "由县交通局责令改正"),
        ("违反前款规定，收回补贴资金。", "收回补贴资金"),
        ("未能如期完成修缮任务，由镇政府依规追责。", "由镇政府依规追责"),
        ("要按照建成茶乡的目标，深化茶园流转。", "深化茶园流转"),
        ("利用各类宣传平台，加强古茶树保护宣传。", "加强古茶树保护宣传"),
        ("利用无人机推动茶园巡护，减少人力。", "利用无人机推动茶园巡护"),
        ("适应茶旅发展需求，培养茶艺师。", "培养茶艺师"),
        ("越是旱情严重，越须护好水源。", "越须护好水源"),
        ("违反本条规定，由区教育局责令改正。", "由区教育局责令改正"),
        ("各镇建设茶园过程中，要留出水源。", "要留出水源"),
        ("新建、扩建茶园的工程，应当评估用水。", "应当评估用水"),
        ("茶农要留种，不得毁林。", "茶农要留种"),
        ("推进茶园建设是大事，要精心规划。", "要精心规划"),
        ("要按照时令，推广绿肥。", "推广绿肥"),
        ("坚持先种后采的理念，培育新苗。", "培育新苗"),
        ("借鉴外县推广模式，开设茶校。", "开设茶校"),
        ("各镇开展工作按各自职责，做好采茶。", "做好采茶"),
        ("为茶农提供保险，推广良种。", "为茶农提供保险"),
        ("为茶业提供支撑，推广良种。", "推广良种"),
        ("为毁林者提供工具的，取消补贴。", "取消补贴"),
        ("茶企及其店员违反前款规定，掺假售茶的，由县市监局责令改正。", "由县市监局责令改正"),
        ("第六条　对勤于巡山的茶农，由镇政府表彰。", "由镇政府表彰"),
        ("县茶办工作人员玩忽职守，构成犯罪的，依法追究责任。", "依法追究责任"),
        ("茶价牌的式样，由县茶办确定。", "由县茶办确定"),
        ("设立茶农基金，由县茶办管理。", "设立茶农基金"),
        ("出口茶叶的茶企，应当建立留样制度。", "应当建立留样制度"),
        ("巡山员发现火情，要立即报告，不得拖延。", "要立即报告"),
        ("镇茶办应当按照本县有关规定，公布收购牌价。", "公布收购牌价"),
        ("各茶校要以茶季为契机，组织学生实训。", "组织学生实训"),
        ("茶市是茶农售茶的主要平台，各镇应当在茶市设公平秤。", "各镇应当在茶市设公平秤"),
        ("县茶办要对评茶师进行考核，考核内容包括公布的标准。", "县茶办要对评茶师进行考核"),
        ("按1：1.5的比例确定面试人选。", "按1：1.5的比例确定面试人选"),
        ("（一）要求茶企提供账册，并复制。", "要求茶企提供账册"),
        ("第三条 渡口站登记渡船。", "渡口站登记渡船"),
        ("未系缆绳，造成渡船漂移的，由渡口站责令改正，处五百元罚款。", "由渡口站责令改正"),
        ("渡船修缮、油料补给等单位，应当建立台账。", "应当建立台账"),
        ("因台风停航，船主应当加固缆绳。", "船主应当加固缆绳"),
        ("渡口站应当按照各自职责，在汛期内，巡查栈桥。", "巡查栈桥"),
        ("渡口站应当按照规定巡查栈桥，及时修缮。", "渡口站应当按照规定巡查栈桥"),
        ("船员培训的具体办法，由县水运站制定，并报县政府备案。", "由县水运站制定"),
        ("县政府应当制定渡船更新办法，由县水运站组织实施。", "县政府应当制定渡船更新办法"),
        ("健全快速响应机制，船主应当配合。", "健全快速响应机制"),
        ("只要有雾，渡船都要停航。", "渡船都要停航"),
    ],
)
def test_the_clause_with_the_verb_is_the_evidence(text: str, clause: str) -> None:
    start, end = head(text)
    assert text[start:end] == clause


@pytest.mark.parametrize(
    ("text", "word"), [("茶企技术人员可以到茶校兼课。", "可以"), ("对新办茶企，可缓缴水费。", "可")]
)
def test_the_subject_is_no_part_of_what_is_allowed(text: str, word: str) -> None:
    label, (start, end) = strength(text)
    assert (label, text[start:end]) == ("鼓励", word)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("茶企应当分别登记可退税的茶款。", "要求"),
        ("镇茶校要开设夜校，也可以委托茶企办班。", "要求"),
        ("评茶由县茶办组织，也可由茶会组织。", "要求"),
        ("依法可以出让的，由镇政府公告。", "要求"),
        ("山区茶农也可以申请茶苗补贴。", "鼓励"),
        ("应届毕业生可凭证书申领茶具。", "鼓励"),
        ("茶农可以留种，也可以换种。", "鼓励"),
    ],
)
def test_a_permission_beside_a_duty_does_not_decide(text: str, label: str) -> None:
    assert strength(text)[0] == label


@given(st.text("对在中给予建设，。；：“”（）一是、", max_size=40))
def test_it_lies_inside_the_sentence(text: str) -> None:
    start, end = head(text)
    assert 0 <= start <= end <= len(text)
    assert start < end or not text


def test_reasons_are_few_and_readable_and_quoted_cues_come_first(tmp_path: Path) -> None:
    lines = ("茶产业行动方案", "一、保护古茶树", "任何单位不得砍伐古茶树，应当设立保护牌。")
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    args = ["measures", str(tmp_path / "a.txt"), "--explain", "-f", "csv", "-q", "--columns", "why"]
    _, why, *_ = CliRunner().invoke(app, args).stdout.splitlines()
    reasons = why.split("；")
    assert len(reasons) <= 5
    (wording,) = (reason for reason in reasons if reason.startswith("全句用词"))
    assert all(word in lines[2] for word in wording.removeprefix("全句用词：").split()[:-1])
    assert any(reason.startswith("「不得」必须/不得/严禁 ") for reason in reasons)
    quoted = [reason.startswith("「") for reason in reasons]
    assert quoted == sorted(quoted, reverse=True)
    assert sum(reason.startswith("上下文") for reason in reasons) <= 1
    assert not any(name in why for name in ("规则：", "折算", "常数", "自身"))

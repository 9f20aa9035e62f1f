"""The evidence of a measure is the clause that says what is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzsc.measures.evidence import head


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
    ],
)
def test_the_clause_with_the_verb_is_the_evidence(text: str, clause: str) -> None:
    start, end = head(text)
    assert text[start:end] == clause


@given(st.text("对在中给予建设，。；：“”（）一是、", max_size=40))
def test_it_lies_inside_the_sentence(text: str) -> None:
    start, end = head(text)
    assert 0 <= start <= end <= len(text)
    assert start < end or not text

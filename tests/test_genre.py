"""The kind of a text is guessed from its words."""

from __future__ import annotations

import pytest

from xzsc.measures.genre import genre
from xzsc.model import Source
from xzsc.structure import read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("云岭市人民政府关于表彰质量奖获奖单位的决定\n\n经评审，授予三家企业质量奖。", "notice"),
        ("云岭市人民政府办公室关于同意设立青石中学的复函\n\n青石县人民政府：\n你县来函收悉。", "notice"),
        ("中共云岭市委关于全面深化用水改革的决定\n\n为了节约用水，作出如下决定。", "plan"),
        ("云岭市公共算力建设方案\n\n到2027年，建成三个中心。", "plan"),
        ("云岭市稳定用工十条举措\n\n一、支持企业招工。", "measures"),
        ("云岭市新材料产品导向目录\n\n一、合金", "notice"),
        ("让老街留住人\n\n□林远\n\n老街要留人，先留店。修旧如旧的方案不少，意见也不少，关键在人。", "essay"),
    ],
)
def test_a_title_tells_the_kind_of_text_and_an_author_an_essay(text: str, kind: str) -> None:
    (document,) = read(Source(path="x.txt", text=text))
    assert genre(document) == kind

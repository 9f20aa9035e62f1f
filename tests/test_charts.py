"""Charts: the files that come out, the font that is found, and what is said without one."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="the extra chart is not installed")
pytest.importorskip("wordcloud", reason="the extra chart is not installed")

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from xzsc import charts
from xzsc.errors import UsageError, XzscError

TERMS = [("人才", 5.0), ("政策", 3.5), ("粮食", 1.0), ("没有", 0.0)]


def make_font(path: Path, characters: str, *, family: str = "Boxes", width: int = 800) -> str:
    """Write a font whose characters are boxes of a width."""
    names = {ord(char): f"u{ord(char):x}" for char in characters}
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (100 + width, 800), (100 + width, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    glyphs = [".notdef", *names.values()]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(glyphs)
    font.setupCharacterMap(names)
    font.setupGlyf(dict.fromkeys(glyphs, box))
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": family, "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)
    return str(path)


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_font(tmp_path_factory.mktemp("fonts") / "boxes.ttf", "政策人才粮食关键词 ")


@pytest.mark.parametrize(
    ("kind", "ending", "start"),
    [
        ("bar", ".png", b"\x89PNG"),
        ("bar", ".svg", b"<"),
        ("bar", ".pdf", b"%PDF"),
        ("cloud", ".png", b"\x89PNG"),
        ("cloud", ".svg", b"<"),
    ],
)
def test_charts_are_the_same_bytes_every_time(
    font: str, tmp_path: Path, kind: str, ending: str, start: bytes
):
    one, two = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    for path in (one, two):
        charts.draw(TERMS, str(path), kind=kind, font=font, title="关键词")
    assert one.read_bytes().startswith(start)
    assert one.read_bytes() == two.read_bytes()


def test_a_cloud_holds_the_terms_with_a_weight(font: str, tmp_path: Path):
    path = tmp_path / "cloud.svg"
    charts.draw(TERMS, str(path), kind="cloud", font=font)
    text = path.read_text(encoding="utf-8")
    assert [term in text for term, _ in TERMS] == [True, True, True, False]


def test_the_best_font_of_the_system_is_found(font: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    good = make_font(tmp_path / "NotoSansCJK-Regular.ttf", "政策人才")
    latin = make_font(tmp_path / "simhei.ttf", "abc")
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [font, latin, str(broken), good])
    assert charts.find_font() == good
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [latin, str(broken)])
    with pytest.raises(UsageError, match="apt install fonts-noto-cjk"):
        charts.find_font()


def test_a_given_font_is_checked(tmp_path: Path):
    latin = make_font(tmp_path / "latin.ttf", "abc")
    with pytest.raises(UsageError, match="no font with Chinese characters"):
        charts.find_font(latin)
    with pytest.raises(UsageError, match="no such file"):
        charts.find_font(str(tmp_path / "none.ttf"))


@pytest.fixture
def collection(tmp_path: Path) -> tuple[str, str]:
    """A collection of a Japanese and a simplified Chinese face, and the latter alone."""
    names = {"Toy CJK JP": 200, "Toy CJK SC": 800}
    paths = [
        make_font(tmp_path / f"{n}.ttf", "政策人才粮食", family=name, width=n) for name, n in names.items()
    ]
    both = TTCollection()
    both.fonts = [TTFont(path, recalcTimestamp=False) for path in paths]
    both.save(tmp_path / "both.ttc")
    for font in both.fonts:
        font.close()
    return str(tmp_path / "both.ttc"), paths[1]


@pytest.mark.parametrize(("kind", "ending"), [("bar", ".png"), ("cloud", ".png"), ("cloud", ".svg")])
def test_of_a_collection_the_simplified_face_draws(
    collection: tuple[str, str], tmp_path: Path, kind: str, ending: str
):
    pictures = [tmp_path / f"{n}{ending}" for n in range(2)]
    for font, picture in zip(collection, pictures, strict=True):
        charts.draw(TERMS, str(picture), kind=kind, font=font)
    assert pictures[0].read_bytes() == pictures[1].read_bytes()


def test_a_cloud_names_families_for_other_machines(collection: tuple[str, str], tmp_path: Path):
    charts.draw(TERMS, str(tmp_path / "a.svg"), kind="cloud", font=collection[0])
    families = "font-family:'Toy CJK SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;"
    assert families in (tmp_path / "a.svg").read_text(encoding="utf-8")
    again = charts._with_fallbacks("text{font-family:'PingFang SC';}")
    assert again == "text{font-family:'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;}"


@pytest.mark.parametrize(
    ("terms", "output", "kind", "message"),
    [
        (TERMS, "a.gif", "bar", ".png or .svg or .pdf"),
        (TERMS, "a.pdf", "cloud", "a cloud chart is .png or .svg"),
        (TERMS, "a.png", "pie", "no chart “pie”"),
        ([("没有", 0.0)], "a.png", "bar", "nothing to draw"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    font: str, tmp_path: Path, terms: list[tuple[str, float]], output: str, kind: str, message: str
):
    with pytest.raises(UsageError, match=message):
        charts.draw(terms, str(tmp_path / output), kind=kind, font=font)


def test_a_chart_that_cannot_be_written_is_no_wrong_usage(font: str, tmp_path: Path):
    with pytest.raises(XzscError, match="cannot be written") as caught:
        charts.draw(TERMS, str(tmp_path / "nowhere" / "a.png"), font=font)
    assert not isinstance(caught.value, UsageError)


def test_the_axis_says_what_is_drawn(font: str):
    figure = charts._bars(TERMS[:3], font, "政策", "关键词")
    axes = figure.axes[0]
    assert (axes.get_title(), axes.get_xlabel()) == ("政策", "关键词")


def test_a_missing_extra_names_the_cure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'xzsc\[chart\]'"):
        charts.check("a.png")

"""Bar charts and word clouds of weighted terms, as PNG, SVG or PDF with a Chinese font.

matplotlib and wordcloud come with the extra ``chart``. The same terms give the same bytes on the
same machine; another font gives another picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xzsc.errors import UsageError, XzscError, nearest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("bar", "cloud")
ENDINGS = {"bar": (".png", ".svg", ".pdf"), "cloud": (".png", ".svg")}
COLOR = "#4477aa"
SEED = 1
"""Of the places of the words in a cloud."""

_PREFERRED = (
    *("NotoSansCJK", "NotoSansSC", "SourceHanSans", "msyh", "PingFang", "HiraginoSansGB", "Hiragino Sans GB"),
    *("simhei", "wqy-microhei", "wqy-zenhei", "DroidSansFallback", "NotoSerifCJK", "simsun", "STHeiti"),
)
"""File names of fonts for screens and print, the best first."""
_PROBE = "政策人才"
_SIMPLIFIED = re.compile(r"\b(SC|CN)\b")
"""Stands in the family name of the face that draws characters as they are written in the mainland."""
_FAMILIES = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC")
"""Where the font of an SVG is not installed, one of these is taken."""
_UNDATED: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}

Weighted = tuple[str, float]


def draw(
    terms: Sequence[Weighted],
    output: str,
    *,
    kind: str = "bar",
    font: str | None = None,
    title: str = "",
    label: str = "",
) -> None:
    """Draw weighted terms into a file.

    Args:
        terms: (term, weight) with weights above 0, in the order of the bars from the top.
        output: the file, .png or .svg; bars also .pdf.
        kind: ``bar`` or ``cloud``.
        font: a font file; else one with Chinese characters is looked for.
        title: stands over a bar chart.
        label: stands under its bars: what their length is.

    Raises:
        UsageError: if there is nothing to draw, no such kind or format, no font, or the extra
            ``chart`` is not installed.
        XzscError: if the file cannot be written.
    """
    check(output, kind=kind)
    shown = [(term, weight) for term, weight in terms if weight > 0]
    if not shown:
        raise UsageError(f"{output}: nothing to draw, no term has a weight above 0.")
    with _single_face(find_font(font)) as path:
        if kind == "cloud":
            _cloud(shown, output, path)
        else:
            _save(_bars(shown, path, title, label), output)


def check(output: str, *, kind: str = "bar") -> None:
    """Refuse what cannot be drawn, before the terms are counted.

    Raises:
        UsageError: as `draw` does.
    """
    if kind not in KINDS:
        raise UsageError(f"no chart “{kind}”; there are {', '.join(nearest(kind, KINDS) or KINDS)}.")
    if Path(output).suffix.lower() not in ENDINGS[kind]:
        raise UsageError(f"{output}: a {kind} chart is {' or '.join(ENDINGS[kind])}. Name the file so.")
    _needs("matplotlib")
    if kind == "cloud":
        _needs("wordcloud")


def find_font(font: str | None = None) -> str:
    """Return a font file that has Chinese characters: the given one, or the best of the system.

    Raises:
        UsageError: if there is none.
    """
    if font is not None:
        if not Path(font).is_file():
            raise UsageError(f"--font {font}: no such file. Name a .ttf, .otf or .ttc file.")
        if not _has_chinese(font):
            raise UsageError(f"--font {font}: no font with Chinese characters. Name another one.")
        return font
    from matplotlib.font_manager import findSystemFonts

    found = next(filter(_has_chinese, sorted(findSystemFonts(), key=_preference)), None)
    if found is None:
        raise UsageError(
            "no font with Chinese characters was found. Install one, such as Noto Sans CJK "
            "(apt install fonts-noto-cjk), or name a font file by --font."
        )
    return found


def _preference(path: str) -> tuple[int, str, str]:
    name = os.path.basename(path).lower()
    ranks = (rank for rank, known in enumerate(_PREFERRED) if name.startswith(known.lower()))
    # A regular face before bold, light and the rest of its family.
    return next(ranks, len(_PREFERRED)), "" if "regular" in name else name, path


def _has_chinese(path: str) -> bool:
    from matplotlib.ft2font import FT2Font

    try:
        font: Any = FT2Font(path)
    except (RuntimeError, OSError):
        return False
    return all(font.get_char_index(ord(char)) for char in _PROBE)


@contextmanager
def _single_face(font: str) -> Iterator[str]:
    """Yield the font, or the simplified Chinese face of a collection as a file of its own.

    Of a collection wordcloud and older versions of matplotlib read the first face only: in Noto Sans CJK
    the Japanese one.
    """
    face = _simplified_face(font)
    if face == 0:
        yield font
        return
    from tempfile import TemporaryDirectory

    from fontTools.ttLib import TTFont  # comes with matplotlib

    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # an open file stays on Windows
        path = os.path.join(folder, "face.otf")
        with TTFont(font, fontNumber=face, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as one:
            one.save(path, reorderTables=None)
        yield path


def _simplified_face(font: str) -> int:
    """Return the number of the face to draw with; 0 where the file is no collection or names none."""
    from fontTools.ttLib import TTCollection

    if Path(font).suffix.lower() not in (".ttc", ".otc"):
        return 0
    with TTCollection(font, lazy=True) as faces:
        names = [face["name"].getBestFamilyName() or "" for face in faces]
    return next((number for number, name in enumerate(names) if _SIMPLIFIED.search(name)), 0)


def _bars(terms: Sequence[Weighted], font: str, title: str, label: str) -> Figure:
    # A figure of its own, not pyplot, which opens windows and keeps every figure.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    figure = Figure(figsize=(8, 1.2 + 0.3 * len(terms)), dpi=150)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    places = range(len(terms))
    axes.barh(places, [weight for _, weight in terms], color=COLOR)
    chinese = FontProperties(fname=font)
    axes.set_yticks(places, [term for term, _ in terms], fontproperties=chinese)
    axes.invert_yaxis()
    if all(isinstance(weight, int) for _, weight in terms):
        axes.locator_params(axis="x", integer=True)
    axes.margins(y=0.01)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, fontproperties=chinese)
    axes.set_xlabel(label, fontproperties=chinese)
    figure.tight_layout()
    return figure


def _save(figure: Figure, output: str) -> None:
    import matplotlib

    # The date and random names would make two runs differ.
    metadata = _UNDATED[Path(output).suffix.lower()]
    with matplotlib.rc_context({"svg.hashsalt": "xzsc"}), _told(output):
        figure.savefig(output, metadata=metadata)


def _cloud(terms: Sequence[Weighted], output: str, font: str) -> None:
    from wordcloud import WordCloud

    cloud = WordCloud(
        font_path=font,
        width=1200,
        height=800,
        background_color="white",
        max_words=len(terms),
        random_state=SEED,
        color_func=_color,
    )
    cloud.generate_from_frequencies(dict(terms))
    with _told(output):
        if Path(output).suffix.lower() == ".svg":
            picture = _with_fallbacks(cloud.to_svg(embed_font=False))
            Path(output).write_text(picture, encoding="utf-8", newline="\n")
        else:
            cloud.to_file(output)


def _with_fallbacks(svg: str) -> str:
    """Name further families for readers who do not have the font of the picture."""

    def families(found: re.Match[str]) -> str:
        names = dict.fromkeys((found[1], *(f"'{name}'" for name in _FAMILIES)))
        return f"font-family:{','.join(names)},sans-serif;"

    return re.sub("font-family:([^;]+);", families, svg, count=1)


def _color(word: str, font_size: int, *args: object, **given: object) -> str:
    """Return a darker blue for larger words."""
    return f"hsl(210, 45%, {max(25, 60 - font_size // 4)}%)"


@contextmanager
def _told(output: str) -> Iterator[None]:
    """Turn a failed write into one line."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise XzscError(f"{output}: cannot be written ({reason}). Choose another place.") from error


def _needs(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise UsageError(f"a chart needs {module}. Install it: pip install 'xzsc[chart]'.")

"""Bytes become the text that was written, or an error that names the cure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzsc.decode import Decoded, choose, decode
from xzsc.errors import InputError, UsageError

SIMPLIFIED = (
    "县级以上人民政府应当把职业培训纳入规划，",
    "鼓励企业设立工程师创新中心；",
    "到2028年，建成中试平台30个以上。",
    "一是优化服务流程，二是压缩办理时限。",
    "市科技局、市财政局按职责分工负责",
    "（三）完善考核评价办法\n",
    "坚持需求导向、问题导向，",
)
TRADITIONAL = (
    "縣級以上政府應當把職業訓練納入規劃，",
    "鼓勵企業設立工程師創新中心；",
    "到2028年，建成中試平臺30個以上。",
    "一是優化服務流程，二是壓縮辦理時限。",
    "（三）完善考核評價辦法\n",
    "堅持需求導向、問題導向，",
)


def prose(phrases: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(phrases), min_size=2, max_size=12).map("".join)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
@given(text=prose(SIMPLIFIED))
def test_simplified_prose_comes_back(codec: str, text: str) -> None:
    assert decode(text.encode(codec), where="x").text == text


@given(text=prose(TRADITIONAL))
def test_big5_prose_comes_back(text: str) -> None:
    assert decode(text.encode("big5"), where="x") == Decoded(text, "big5", guessed=True)


@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_characters="\r\0\ufeff", categories=["L", "N", "P", "Zs"])
    )
)
def test_utf8_is_never_taken_for_anything_else_once_it_has_a_chinese_character(text: str) -> None:
    text = "政" + text
    assert decode(text.encode(), where="x") == Decoded(text, "utf-8")


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("gb18030", "gb18030", "各地要抓好贯彻落实"),
        ("gb18030", "gb18030", "人才工作"),
        ("big5", "big5", "各地要抓好貫徹落實"),
        ("utf-16-be", "utf-16-be", "各地要抓好贯彻落实"),
        ("utf-16-le", "utf-16-le", "Plan 2026：建设平台，培养人才"),
    ],
)
def test_a_few_characters_are_enough(codec: str, name: str, text: str) -> None:
    assert decode(text.encode(codec), where="x") == Decoded(text, name, guessed=True)


def test_two_byte_characters_that_happen_to_be_utf8_are_read_as_chinese() -> None:
    assert decode("联通".encode("gb18030"), where="x").text == "联通"
    assert decode("Škoda, café, naïve".encode(), where="x").text == "Škoda, café, naïve"


def test_the_sample_begins_where_ascii_ends() -> None:
    text = "x = 1\n" * 30_000 + "本办法自印发之日起施行。"
    assert decode(text.encode("gb18030"), where="x").text == text
    assert choose(
        ("a," * 50_000 + "实施办法和管理规定").encode("gbk")[:-1], where="x", complete=False
    ).codecs == ("gb18030",)


def test_marks_go_and_line_ends_become_newlines() -> None:
    assert decode("\ufeff第一条\r\n第二条\r第三条\n".encode(), where="x").text == "第一条\n第二条\n第三条\n"
    assert decode("\ufeff第一条".encode(), encoding="utf-8", where="x").text == "第一条"


def test_characters_outside_the_first_plane() -> None:
    text = "𠮷安县人民政府工作规则𬭊"
    for codec in ("utf-8", "gb18030", "utf-16"):
        assert decode(text.encode(codec), where="x").text == text


def test_an_encoding_that_is_named_wins() -> None:
    data = "管理办法".encode("gb18030")
    assert decode(data, encoding="gbk", where="x") == Decoded("管理办法", "gb18030")
    assert decode(data, encoding="latin-1", where="x").text == data.decode("latin-1")


def test_an_unknown_encoding_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(UsageError, match="gb18030"):
        decode(b"x", encoding="gb18300", where="x")
    with pytest.raises(UsageError, match="unknown encoding 'base64'"):
        decode(b"x", encoding="base64", where="x")


@pytest.mark.parametrize(
    ("data", "encoding", "what"),
    [
        (
            "职业培训补贴".encode() + b"\xff" + "发放办法".encode(),
            None,
            r"byte 18 \(0xff\) is not utf-8.*--encoding",
        ),
        ("职业培训补贴发放办法".encode("gb18030"), "utf-8", r"byte 4 \(0xc5\) is not utf-8.*--encoding"),
        (b"\xef\xbb\xbfabc\xff", None, "byte 6 .* is not utf-8.*--encoding"),
        (b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu \xe0 No\xebl", None, "--encoding"),
        (bytes(range(256)) * 20, None, "is not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "is not text"),
        (b"plain text with a \0 in it", None, "is not text"),
    ],
)
def test_what_cannot_be_decoded_is_an_error_with_its_cure(
    data: bytes, encoding: str | None, what: str
) -> None:
    with pytest.raises(InputError, match=rf"^notes\.txt: .*{what}"):
        decode(data, encoding=encoding, where="notes.txt")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_a_text_without_replacement_or_an_input_error(data: bytes) -> None:
    try:
        found = decode(data, where="x")
    except InputError:
        return
    assert "\0" not in found.text
    assert "\r" not in found.text
    if "\ufffd" in found.text:
        assert "\ufffd".encode(found.encoding) in data

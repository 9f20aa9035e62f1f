from __future__ import annotations

import re
from importlib import resources

import pytest

from xzsc.codebook import STANDARD, load_codebook
from xzsc.errors import LexiconError
from xzsc.measures.cues import CueCoder

TWO_STAGES = """name = "阶段"

[[dimension]]
key = "stage"
name = "人才阶段"

[[dimension.class]]
code = "引进"
definition = "把人请进来"
cues = ["引进", "招募"]
exclude = "引进设备"

[[dimension.class]]
code = "培养"
cues = "培训 选派…进修"
"""


def write(tmp_path, text):
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_shipped_codebook_has_the_agreed_roles_and_dimensions():
    book = load_codebook()
    assert [each.key for each in book.dimensions] == list(STANDARD)
    assert [len(each.codes) for each in book.dimensions] == [26, 19, 4]
    assert len(book.roles) == 12
    assert book.dimension("strength").codes == ("强制", "要求", "鼓励", "探索")
    assert book.own == ()
    assert book.extra == ()


def test_every_class_has_a_definition_and_examples_that_are_not_shared():
    book = load_codebook()
    seen: dict[str, str] = {}
    for each in [*book.roles, *(c for d in book.dimensions for c in d.classes)]:
        assert each.definition
        for sentence in each.yes:
            assert sentence not in seen, f"{sentence} stands in {seen[sentence]} and {each.code}"
            seen[sentence] = each.code


def test_cues_alone_code_most_examples_of_the_shipped_themes():
    dimension = load_codebook().dimension("theme")
    coder = CueCoder(dimension)
    cases = [(sentence, each.code) for each in dimension.classes for sentence in each.yes]
    right = sum(coder.code(sentence)[0] == code for sentence, code in cases)
    assert right / len(cases) >= 0.8
    wrong = [s for each in dimension.classes for s in each.no if coder.code(s)[0] == each.code]
    assert len(wrong) <= 4


def test_a_users_dimension_stands_beside_the_shipped_ones(tmp_path):
    book = load_codebook(write(tmp_path, TWO_STAGES))
    assert book.name == "阶段"
    assert book.own == ("stage",)
    assert [each.key for each in book.dimensions] == [*STANDARD, "stage"]
    stage = book.extra[0]
    assert stage.codes == ("引进", "培养")
    assert stage.classes[1].cues == ("培训", "选派…进修")
    assert stage.classes[0].exclude == ("引进设备",)


def test_a_user_may_replace_the_themes(tmp_path):
    book = load_codebook(write(tmp_path, TWO_STAGES.replace('"stage"', '"theme"')))
    assert book.dimension("theme").codes == ("引进", "培养")
    assert book.extra == ()
    assert len(book.dimension("instrument").codes) == 19


def test_roles_may_be_explained_but_there_are_no_others(tmp_path):
    own = '[[role]]\ncode = "背景"\ndefinition = "从前的事"\n'
    book = load_codebook(write(tmp_path, own + TWO_STAGES.partition("\n")[2]))
    meant = {each.code: each.definition for each in book.roles}
    assert list(meant) == [each.code for each in load_codebook().roles]
    assert meant["背景"] == "从前的事"
    with pytest.raises(LexiconError, match=r"book.toml:2: role.1.code: '行动' is no role; roles are learned"):
        load_codebook(write(tmp_path, own.replace("背景", "行动") + TWO_STAGES.partition("\n")[2]))


def test_a_copy_of_a_shipped_dimension_is_not_the_users_own(tmp_path):
    shipped = resources.files("xzsc").joinpath("data", "codebook.toml").read_text("utf-8")
    book = load_codebook(write(tmp_path, shipped))
    assert (book.own, book.dimensions) == ((), load_codebook().dimensions)
    assert load_codebook(write(tmp_path, shipped.replace('"探索"', '"试行"'))).own == ("strength",)


def test_cues_code_at_once_with_gaps_and_exclusions(tmp_path):
    coder = CueCoder(load_codebook(write(tmp_path, TWO_STAGES)).extra[0])
    assert coder.code("面向全国招募首席技师。") == ("引进", "")
    assert coder.code("选派骨干教师赴名校进修。") == ("培养", "")
    assert coder.code("选派骨干教师，鼓励进修。") == ("", "")
    assert coder.code("引进设备二十台。") == ("", "")
    assert coder.code("照此办理。", context="人才培训") == ("培养", "")


@pytest.mark.parametrize(
    "cues", ['"引进、招募，选派……进修"', '["引进、招募", "选派...进修"]', '"引进 招募; 选派…进修"']
)
def test_cues_may_be_parted_as_chinese_is(tmp_path, cues):
    stage = load_codebook(write(tmp_path, TWO_STAGES.replace('["引进", "招募"]', cues))).extra[0]
    assert stage.classes[0].cues == ("引进", "招募", "选派…进修")


@pytest.mark.parametrize(
    ("change", "line", "key", "what"),
    [
        (('key = "stage"', 'key = ""'), 4, "dimension.1.key", "missing or empty"),
        (('key = "stage"', 'key = "a b"'), 4, "dimension.1.key", "cannot name a column"),
        (('key = "stage"', 'key = "text"'), 4, "dimension.1.key", "is a column already"),
        (('key = "stage"', 'key = "note"'), 4, "dimension.1.key", "is a column already"),
        (('code = "培养"', 'code = "引进"'), 14, "dimension.1.class.2.code", "stands twice"),
        (('cues = ["引进", "招募"]', "cues = [1]"), 10, "dimension.1.class.1.cues", "list of texts"),
        (('cues = "培训 选派…进修"', 'cues = "选派…"'), 15, "dimension.1.class.2.cues", "both sides"),
        (('definition = "把人请进来"', 'meaning = "x"'), 9, "dimension.1.class.1.meaning", "unknown key"),
        (('code = "培养"', "# none"), 13, "dimension.1.class.2.code", "needs a code"),
        (('code = "培养"', "code = 2"), 14, "dimension.1.class.2.code", 'is 2. Write code = "2"'),
        (('key = "stage"', 'key = "stage"\nordinal = "false"'), 5, "dimension.1.ordinal", "true or false"),
    ],
)
def test_a_mistake_is_answered_with_file_line_and_key(tmp_path, change, line, key, what):
    path = write(tmp_path, TWO_STAGES.replace(*change))
    with pytest.raises(LexiconError, match=what) as caught:
        load_codebook(path)
    assert str(caught.value).startswith(f"{path}:{line}: {key}: ")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[dimension]\n", "not valid TOML"),
        ("[[dimension]]\nkey = “x”\n", 'write texts in straight quotes: key = "stage".'),
        ('[[dimension]]\nkey = "x"\n[dimension.class]\ncode = "y"\n', "written [[dimension.class]]."),
        ("", "no [[dimension]]"),
        ('[[dimension]]\nkey = "x"\n', "has no [[dimension.class]]"),
        ('dimension = "x"\n', "must be tables"),
        ("colour = 1\n", "unknown key"),
    ],
)
def test_files_that_are_no_codebook(tmp_path, text, what):
    with pytest.raises(LexiconError, match=re.escape(what)):
        load_codebook(write(tmp_path, text))


def test_a_missing_file_and_bytes_that_are_no_text(tmp_path):
    with pytest.raises(LexiconError, match="No such file"):
        load_codebook(str(tmp_path / "none.toml"))
    path = tmp_path / "gb.toml"
    path.write_bytes("name = '编码'".encode("gb18030"))
    with pytest.raises(LexiconError, match="not UTF-8"):
        load_codebook(str(path))

"""All commands in one table: what `xzsc --help` shows without importing any of them."""

from __future__ import annotations

from dataclasses import dataclass

READING = "Reading 读"
TERMS = "Terms 词"
MEASURES = "Measures 措施"
CODING = "Coding 编码"
SETUP = "Setup"

FAILURES = "xzsc.failures"
"""Under this name a run keeps what could not be read, for the command line to tell."""
WARNINGS = "xzsc.warnings"
"""Under this name a command keeps what its run is to warn of."""

INTERRUPT = "xzsc.interrupt"
"""Under this name a run leaves what says how far it came, for the command line to call on Ctrl-C."""

SECTIONS = (READING, TERMS, MEASURES, CODING, SETUP)


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, its section of the help, its line there, and the same in Chinese.

    The function `command` of the module ``xzsc.cli.commands.<name>`` does the work.
    """

    name: str
    section: str
    help: str
    chinese: str

    @property
    def module(self) -> str:
        """The module that holds the command."""
        return f"xzsc.cli.commands.{self.name}"


COMMANDS = (
    Entry(
        "documents",
        READING,
        "One row per document: title, issuer, number, date, size.",
        "每篇文档一行：标题、发文机关、文号、日期、字数。",
    ),
    Entry("outline", READING, "Headings as a tree.", "标题层级，终端里显示为树。"),
    Entry("units", READING, "Every coding unit with its code and role.", "每个编码单元及其编号和角色。"),
    Entry(
        "keywords",
        TERMS,
        "Key terms of each document, or of the corpus.",
        "每篇文档或整个语料的关键词语。",
    ),
    Entry("terms", TERMS, "New terms of these texts; audit of a term list.", "新词发现；词表体检。"),
    Entry("count", TERMS, "Exact counts of terms, and rates.", "词语的精确频次和每万字频率。"),
    Entry("kwic", TERMS, "Every occurrence of a term in its context.", "词语的每次出现及其上下文。"),
    Entry("keyness", TERMS, "Terms that set documents apart from others.", "与参照语料相比的特征词语。"),
    Entry("track", TERMS, "Terms over time: rates, first, last, signals.", "提法的历年变化与信号。"),
    Entry("network", TERMS, "The network of terms that occur together.", "共词网络。"),
    Entry("measures", MEASURES, "The coding table of policy measures.", "政策措施编码表。"),
    Entry("figures", MEASURES, "Every number with its unit, deadline and base.", "数字、单位、期限与基期。"),
    Entry("crosstab", MEASURES, "Measures counted by two dimensions.", "措施的频数表和二维交叉表。"),
    Entry("compare", MEASURES, "What two documents or folders share.", "两篇文档或两个文件夹的异同。"),
    Entry("sheet", CODING, "A coding sheet for people to fill.", "供人工编码的编码表。"),
    Entry("agree", CODING, "Agreement of two or more coders.", "编码者之间的信度。"),
    Entry(
        "evaluate", CODING, "Precision, recall, F1 against a gold coding.", "与标准编码相比的准确率、召回率。"
    ),
    Entry(
        "codebook",
        CODING,
        "Show or check themes, instruments, strengths.",
        "列出或检查主题、工具、力度等类目。",
    ),
    Entry(
        "train",
        CODING,
        "Learn from coded sheets; says by how much it helps.",
        "从编码表学习，并报告提高多少。",
    ),
    Entry("build", SETUP, "A corpus at rest: read once, then many times faster.", "建成语料库，以后更快。"),
    Entry("cache", SETUP, "What is kept between runs, and how to forget it.", "查看或清空结果缓存。"),
    Entry("completion", SETUP, "Print the completion script of a shell.", "输出命令行补全脚本。"),
)

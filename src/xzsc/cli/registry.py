"""All commands in one table: what `xzsc --help` shows without importing any of them."""

from __future__ import annotations

from dataclasses import dataclass

READING = "Reading 读"
TERMS = "Terms 词"
MEASURES = "Measures 措施"
CODING = "Coding 编码"
SETUP = "Setup"

SECTIONS = (READING, TERMS, MEASURES, CODING, SETUP)


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, its section of the help, and its line there.

    The function `command` of the module ``xzsc.cli.commands.<name>`` does the work.
    """

    name: str
    section: str
    help: str

    @property
    def module(self) -> str:
        """The module that holds the command."""
        return f"xzsc.cli.commands.{self.name}"


COMMANDS = (
    Entry("documents", READING, "One row per document: title, issuer, number, date, size."),
    Entry("outline", READING, "Headings as a tree."),
    Entry("units", READING, "Every coding unit with its code and role."),
    Entry("keywords", TERMS, "Key terms of each document, or of the corpus."),
    Entry("measures", MEASURES, "The coding table of policy measures."),
    Entry("codebook", CODING, "Show or check themes, instruments, strengths."),
    Entry("completion", SETUP, "Print the completion script of a shell."),
)

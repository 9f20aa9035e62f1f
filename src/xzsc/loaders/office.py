"""Word documents through python-docx: paragraphs, lists and tables in document order, then the notes.

The tree of the document is walked, because ``paragraph.text`` leaves out what stands in content
controls, tracked insertions, smart tags, formulas and text boxes, and nothing may vanish. Running heads,
page numbers and comments are no part of the body and stay out.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

from xzsc.errors import InputError
from xzsc.loaders.blob import Blob, ReadOptions, Talk
from xzsc.loaders.guard import check_package
from xzsc.loaders.numbering import Node, Numbering, W
from xzsc.model import Source

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PASSED_OVER = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", _FALLBACK})
_TEXT = frozenset({f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


def read(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield the one source of a Word document; its properties go into the fields."""
    content = blob.read()
    check_package(content, blob.name, what="a .docx document", old="an old .doc or an encrypted document")
    document = _opened(content, blob.name)
    body = _Body(document)
    text = "\n".join(line.rstrip() for line in body.lines()).strip("\n")
    if not text.strip():
        raise InputError(
            blob.name, "holds no text, only pictures perhaps. Save it as .pdf and run OCR on that."
        )
    yield Source(
        path=blob.path,
        record=blob.record,
        text=text,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding="docx",
        media_type="application/docx",
        fields=_properties(document),
    )


def _opened(content: bytes, where: str) -> Node:
    import docx

    try:
        return docx.Document(io.BytesIO(content))
    except Exception as error:  # it raises whatever zipfile, lxml and its own lookups raise
        raise InputError(where, "is damaged: not a Word document. Open and save it again.") from error


def _properties(document: Node) -> tuple[tuple[str, str], ...]:
    """Return the properties; named apart from title and date, for Word fills them in by itself."""
    core = document.core_properties
    known = (("file_title", core.title), ("file_author", core.author), ("file_created", core.created))
    return tuple((name, str(value).strip()) for name, value in known if value and str(value).strip())


class _Body:
    """The lines of a document, with the state that its numbering and its notes need."""

    def __init__(self, document: Node) -> None:
        self._root = document.element.body
        self._parts = _related(document.part)
        self._numbering = Numbering(self._parts.get("numbering"), self._parts.get("styles"))
        self._notes: list[tuple[str, str]] = []

    def lines(self) -> Iterator[str]:
        """Yield the lines of the body, then the notes that it refers to."""
        yield from self._blocks(self._root)
        notes = {
            (kind, note.get(f"{W}id", "")): note
            for kind in ("footnotes", "endnotes")
            for note in self._parts.get(kind, ())
        }
        for number, key in enumerate(self._notes, 1):
            if key in notes:
                yield f"[{number}] " + " ".join(line.strip() for line in self._blocks(notes[key]))

    def _blocks(self, parent: Node) -> Iterator[str]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag not in _PASSED_OVER and isinstance(child.tag, str):
                yield from self._blocks(child)  # content controls and other wrappers

    def _paragraph(self, paragraph: Node) -> Iterator[str]:
        label = self._numbering.label(paragraph)
        boxes: list[Node] = []
        text = "".join(self._runs(paragraph, boxes))
        if text.strip():
            gap = " " if label and (label[-1].isalnum() or label[-1] in ".)•") else ""
            yield from (label + gap + text).split("\n")
        else:
            yield ""
        for box in boxes:
            yield from self._blocks(box)

    def _runs(self, element: Node, boxes: list[Node]) -> Iterator[str]:
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in _TEXT:
                yield child.text or ""
            elif tag in _SIGNS:
                yield "" if child.get(f"{W}type") in ("page", "column") else _SIGNS[tag]
            elif tag in _NOTES:
                self._notes.append((_NOTES[tag], child.get(f"{W}id", "")))
                yield f"[{len(self._notes)}]"
            elif tag.endswith("}txbxContent"):
                boxes.append(child)
            elif tag == f"{W}sym":
                yield chr(int(child.get(f"{W}char", "25A1"), 16))
            elif tag and tag not in _PASSED_OVER:
                yield from self._runs(child, boxes)

    def _table(self, table: Node) -> Iterator[str]:
        """Yield a line for a row, its cells parted by tabs; a row of long cells gives a line a paragraph."""
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            cells = [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]
            texts = [[line.strip() for line in self._blocks(cell) if line.strip()] for cell in cells]
            if any(len(lines) > 1 for lines in texts):
                yield from (line for lines in texts for line in lines)
            elif any(texts):
                yield "\t".join(lines[0] if lines else "" for lines in texts).strip("\t")


def _related(part: Node) -> dict[str, Node]:
    """Return the roots of the parts a document needs besides its body, by the last word of their type."""
    from lxml import etree

    found: dict[str, Node] = {}
    for relation in part.rels.values():
        name = relation.reltype.rpartition("/")[2]
        if name in ("numbering", "styles", "footnotes", "endnotes") and not relation.is_external:
            target = relation.target_part
            root = getattr(target, "element", None)
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            found[name] = root if root is not None else etree.fromstring(target.blob, parser)
    return found

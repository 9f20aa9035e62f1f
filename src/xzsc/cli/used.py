"""What made the rows, so that a run can be done again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from xzsc import __version__
from xzsc.cli.options import Options


def used(options: Options) -> str:
    """Say which version and which data were used."""
    data = Path(__file__).parents[1] / "data"
    files = {
        "codebook": Path(options.codebook or data / "codebook.toml"),
        "lexicon": Path(options.lexicon or data / "terms.tsv"),
    }
    marks = (f"{name} {path.name} {_sha256(path)}" for name, path in files.items())
    return ", ".join((f"version {__version__}", *marks))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]

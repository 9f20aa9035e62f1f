"""What made the rows, so that a run can be done again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from xzsc import __version__
from xzsc.cli.options import Options
from xzsc.cli.trained import Trained


def used(options: Options) -> str:
    """Say which version and which data were used."""
    data = Path(__file__).parents[1] / "data"
    files = {
        "codebook": Path(options.codebook or data / "codebook.toml"),
        "lexicon": Path(options.lexicon or data / "terms.tsv"),
    }
    context = click.get_current_context(silent=True)
    weights = context.params.get("weights") if context else None
    if isinstance(weights, Trained):
        files["weights"] = Path(weights.path)
    marks = (f"{name} {path.name} {_sha256(path)}" for name, path in files.items())
    return ", ".join((f"version {__version__}", *marks))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]

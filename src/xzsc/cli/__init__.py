"""The command line: the only importer of click, and the only place that knows exit codes."""

from xzsc.cli.app import app, main

__all__ = ["app", "main"]

"""Measures: which sentences propose an action, and what kind of action.

`Coder` is the door: ``Coder().code(document)`` gives the units their roles and returns the measures.
"""

from __future__ import annotations

from xzsc.measures.coder import Coder

__all__ = ["Coder"]

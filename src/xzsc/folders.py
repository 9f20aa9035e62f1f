"""Where xzsc keeps files of its own."""

from __future__ import annotations

import os

VARIABLE = "XZSC_CACHE_DIR"


def cache_folder() -> str:
    """Return the folder of the cache: `XZSC_CACHE_DIR`, or where the system keeps caches of a user."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    from platformdirs import user_cache_dir

    return user_cache_dir("xzsc", appauthor=False)

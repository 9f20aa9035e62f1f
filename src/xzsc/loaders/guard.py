"""Limits on what a zip container may hold before any of it is unpacked."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence

from xzsc.errors import InputError

MEMBERS = 100_000
SIZE = 4 << 30
"""Bytes that all members together may unpack to."""
RATIO = 200
"""Times that a container may grow when unpacked; Chinese text shrinks to a third, XML to a twentieth."""
SMALL = 64 << 20
"""Below this many unpacked bytes the ratio does not matter."""

_OLE = b"\xd0\xcf\x11\xe0"


def open_zip(file: str | io.BytesIO, where: str) -> zipfile.ZipFile:
    """Open a zip container and hold it to the limits."""
    try:
        container = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        if isinstance(file, str) and os.path.getsize(file) == 0:
            raise InputError(where, "is empty. Leave it out, or replace it.") from None
        raise InputError(where, "is damaged: not a zip archive. Get it again.") from None
    try:
        refuse_bomb(container.infolist(), where)
    except InputError:
        container.close()
        raise
    return container


def refuse_bomb(members: Sequence[zipfile.ZipInfo], where: str) -> None:
    """Raise an `InputError` for a container with too many members or too much in them."""
    if len(members) > MEMBERS:
        raise InputError(
            where, f"holds {len(members):,} members; the limit is {MEMBERS:,}. Unpack it yourself."
        )
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > SIZE or (size > SMALL and size > RATIO * max(packed, 1)):
        text = f"would unpack {packed:,} bytes to {size:,}, as a zip bomb does. Unpack it if you trust it."
        raise InputError(where, text)


def check_package(content: bytes, where: str, *, what: str, old: str) -> None:
    """Hold an Office file to the same limits; ``old`` names what else may carry its ending."""
    if content.startswith(_OLE):
        raise InputError(where, f"is {old}. Open it in Office and save it as {what} without a password.")
    if not content.startswith(b"PK"):
        raise InputError(where, f"is not {what}, whatever its name says. Rename or replace it.")
    try:
        open_zip(io.BytesIO(content), where).close()
    except InputError as error:
        if "damaged" in error.what:
            raise InputError(where, f"is damaged: not {what}. Get it again.") from None
        raise

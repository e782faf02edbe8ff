"""Writing results to files: all of it or nothing."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from varsym.errors import InputError, OutputError

__all__ = ["check_writable", "read_json", "write_bytes", "write_text"]


def check_writable(target: Path) -> None:
    """Refuse a place that cannot be written, before the work whose result goes there.

    Raises
    ------
    OutputError
        If the place is a folder, lies in no folder, or may not be written.

    Examples
    --------
    >>> check_writable(Path("no such folder/report.json"))
    Traceback (most recent call last):
        ...
    varsym.errors.OutputError: The file 'no such folder/report.json'. ...
    """
    try:
        if target.is_dir():
            raise _refusal(target, "which is a folder")
        if target.exists() and not target.is_file():
            return
        if target.exists() and not os.access(target, os.W_OK):
            raise _refusal(target, "which may not be written")
        descriptor, name = _beside(target)
        os.close(descriptor)
        name.unlink()
    except (OSError, ValueError) as error:
        raise _refusal(target, _reason(error)) from None


def write_text(target: Path, text: str) -> None:
    """Write a text as UTF-8 to the file `target`, which is the old one or the new one, whole.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing is left behind.
    """
    write_bytes(target, text.encode("utf-8", errors="backslashreplace"))


def write_bytes(target: Path, data: bytes) -> None:
    """Write bytes, `data`, to the file `target`, which is the old one or the new one, whole.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing is left behind.
    """
    try:
        if target.exists() and not target.is_file():  # a pipe or device is not replaced
            target.write_bytes(data)
            return
        _replace(target, data)
    except (OSError, ValueError) as error:
        raise _refusal(target, _reason(error)) from None


def read_json(source: Path) -> Any:
    """Read a file of JSON; a number with a point or an exponent stays the text that it is.

    Raises
    ------
    InputError
        If the file cannot be read, or is no JSON.
    """
    try:
        return json.loads(source.read_bytes(), parse_float=str)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"The file {str(source)!r}, which is no JSON: {str(error)[:200]}.",
            "A file that varsym wrote.",
            "Write it again.",
        ) from None


def _replace(target: Path, data: bytes) -> None:
    real = target.resolve()  # so that a link stays one
    descriptor, name = _beside(real)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if real.exists():
            name.chmod(real.stat().st_mode)
        name.replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            name.unlink()
        raise


def _beside(target: Path) -> tuple[int, Path]:
    name = target.resolve().parent / f".varsym-{secrets.token_hex(8)}.tmp"
    return os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), name


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "in a folder that does not exist"
    return (getattr(error, "strerror", None) or str(error)).lower()


def _refusal(target: Path, reason: str) -> OutputError:
    return OutputError(
        f"The file {str(target)!r}: {reason}.",
        "A file in a folder that exists and can be written.",
        "Name another place, or make the folder first.",
    )

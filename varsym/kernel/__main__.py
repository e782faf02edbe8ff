"""``python -m varsym.kernel FILE``: replay a certificate with the standard library alone."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from varsym.errors import VarsymError
from varsym.kernel.certificate import loads, replay


def main(arguments: list[str] | None = None) -> int:
    """Replay certificates and return the exit status: 0, 1 for one refused, 2 for one not readable.

    What they prove is printed.

    Parameters
    ----------
    arguments : list of str, optional
        The files, ``-`` for standard input; those that the process was given if left out.

    Examples
    --------
    >>> import tempfile
    >>> from varsym.kernel import ONE, ZERO, certificate, dumps, rules
    >>> theorem = rules.order("=", ONE, ONE, ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "one.json")
    ...     _ = path.write_text(dumps(certificate([theorem])), encoding="utf-8")
    ...     status = main([str(path)])
     ⊢ 1 = 1
    .../one.json: 1 steps replayed, theorems that hold: 1.
    >>> status
    0
    """
    parser = argparse.ArgumentParser(
        prog="python -m varsym.kernel",
        description="Replay certificates of varsym and print what they prove.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="a certificate, or - for stdin")
    names, worst = parser.parse_args(arguments).files, 0
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for name in names:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print(f"{name}: cannot be read: {error}", file=sys.stderr)
            worst = 2
            continue
        try:
            data = loads(text)
            theorems = [str(theorem) for theorem in replay(data)]
        except (VarsymError, RecursionError) as error:
            print(f"{name}: refused. {error}", file=sys.stderr)
            worst = max(worst, 1)
            continue
        for theorem in theorems:
            print(theorem)
        print(f"{name}: {len(data['steps'])} steps replayed, theorems that hold: {len(theorems)}.")
    return worst


if __name__ == "__main__":
    sys.exit(main())

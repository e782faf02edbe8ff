"""The one family of errors that varsym raises on purpose."""

from __future__ import annotations

__all__ = [
    "CertificateError",
    "InputError",
    "OutputError",
    "PackError",
    "QueryError",
    "UnknownNameError",
    "VarsymError",
]


class VarsymError(Exception):
    """An error that says what was given, what was expected and what to do.

    Parameters
    ----------
    given : str
        What was received, quoted where it helps. A sentence.
    expected : str, optional
        What would have been accepted. A sentence.
    advice : str, optional
        What the reader can do about it. A sentence.

    Examples
    --------
    >>> from varsym.errors import InputError
    >>> print(InputError("The number 'ten'.", "A rational such as 1/10.", "Write digits."))
    The number 'ten'. Expected: A rational such as 1/10. To do: Write digits.
    """

    def __init__(self, given: str, expected: str = "", advice: str = "") -> None:
        self.given = given
        self.expected = expected
        self.advice = advice
        parts = [given]
        if expected:
            parts.append(f"Expected: {expected}")
        if advice:
            parts.append(f"To do: {advice}")
        super().__init__(" ".join(parts))


class InputError(VarsymError):
    """A number or object from outside is malformed, out of range or not exact."""


class UnknownNameError(VarsymError):
    """A pack, statement, parameter or format has no such name."""


class PackError(VarsymError):
    """A proof pack contradicts itself, has a cycle, or could not be loaded."""


class QueryError(VarsymError):
    """A bound was asked for something that it does not determine."""


class OutputError(VarsymError):
    """A result could not be written where it was asked for."""


class CertificateError(VarsymError):
    """A certificate is malformed or does not replay."""

"""What the kernel raises: one error for terms, one for rules."""

from __future__ import annotations

from varsym.errors import VarsymError

__all__ = ["KernelError", "RuleError", "TermError"]


class KernelError(VarsymError):
    """Anything the kernel refuses."""


class TermError(KernelError):
    """A term or judgement that cannot be built, such as a composition whose shapes differ."""


class RuleError(KernelError):
    """A rule was applied where its premises or side conditions do not hold.

    Parameters
    ----------
    rule : str
        Name of the rule.
    cause : str
        The premise or side condition that failed.
    """

    def __init__(self, rule: str, cause: str) -> None:
        self.rule = rule
        super().__init__(f"Rule {rule}: {cause}")

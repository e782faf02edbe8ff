"""Procedures as text for a terminal and as LaTeX: their lines, one after another, by number."""

from __future__ import annotations

from collections.abc import Iterator

from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.display import Display

__all__ = ["procedure_text"]


def procedure_text(item: p.Procedure, display: Display) -> str:
    """Return a procedure on one line, as a display shows it: declarations, then numbered lines.

    Raises
    ------
    TypeError
        For a line of another class.
    """
    declared = filter(None, map(display.declaration, item.declared))
    lines = (_line(line, display) for line in item.lines)
    return "; ".join([*lines, *declared])


def _line(line: p.Line, display: Display) -> str:
    shown = f"{line.number}: {_body(line, display)}"
    return f"\\text{{{line.number}: }} {_body(line, display)}" if _is_tex(display) else shown


def _is_tex(display: Display) -> bool:
    return display.style == "latex"


def _body(line: p.Line, display: Display) -> str:
    tex = _is_tex(display)
    match line:
        case p.Assign(_, name, value, indices):
            arrow = "\\gets" if tex else "←"
            return f"{display.array(p.Read(name, indices))} {arrow} {display.array(value)}"
        case p.Draw(_, name, source, shape, indices):
            sign, source = ("\\sim", f"\\mathrm{{{source}}}") if tex else ("~", source)
            shown = f"{display.array(p.Read(name, indices))} {sign} {source}"
            element = "\\in" if tex else "∈"
            return shown if shape is None else f"{shown} {element} {display.space(shape)}"
        case p.Loop(_, index, low, high, body, _, between):
            dots = "\\dots " if tex else "…"
            ends = f"{display.scalar(low, 0)},{dots},{display.scalar(high, 0)}"
            head = _word(f"for {index.name} = ", tex) + ends
            shown = f"{head}: {_block(body, display)}"
            if between:
                words = _word(", after every round but the last: ", tex)
                shown += words + _block(between, display)
            return shown
        case p.While(_, condition, body):
            return f"{_word(f'while {condition}: ', tex)}{_block(body, display)}"
        case p.Return(_, value, shape):
            element = "\\in" if tex else "∈"
            shown = _word("return ", tex) + display.array(value)
            return shown if shape is None else f"{shown} {element} {display.space(shape)}"
    raise TypeError(f"no rendering of {line!r}")


def _word(words: str, tex: bool) -> str:
    return f"\\text{{{words}}}" if tex else words


def _block(body: tuple[p.Line, ...], display: Display) -> str:
    left, right = ("\\{", "\\}") if _is_tex(display) else ("{", "}")
    return left + "; ".join(_pieces(body, display)) + right


def _pieces(body: tuple[p.Line, ...], display: Display) -> Iterator[str]:
    return (_line(line, display) for line in body)

"""The page's programs for numbers, loaded into a page of their own, and questions put to them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib import resources
from typing import Any

from varsym.errors import VarsymError
from varsym.exact.digits import digit_string
from varsym.graph.paper import Paper
from varsym.report.answers import parameters

__all__ = ["ANSWER", "FILES", "answered", "loaded", "questions"]

FILES = (
    "copies.js", "exact.js", "decimals.js", "enclosures.js", "log_forms.js", "bounds.js",
    "constants.js", "answers.js", "query.js",
)  # fmt: skip

#: What the page says to many questions at once.
ANSWER = """({programs, asked}) => asked.map(({id, at, values, digits}) => {
  try {
    const found = Answers.answer(programs[id][at], new Map(Object.entries(values)), digits);
    return {exact: found.exact, decimal: found.refusal ? found.refusal.message : found.decimal};
  } catch (problem) {
    const isLimit = problem.kind === "PageLimit";
    return {refused: problem.kind ? problem.message : `${problem}`, limit: isLimit};
  }
})"""

_BAD = (
    "1/0", "x", "-1", " 2 ", "1_000", "0x10", "\u0661", "\uff11", "-1/2", "1e99999", "1.", ".5",
    "+3", "1 2", "\u22121", "1e+2", "00012", "1/-2", "--1", "NaN", "Infinity", "\u00a07\u2003",
    "it's", '"', "1e0000003", "\ufeff1", "\u200b1", "1\u0660",
)  # fmt: skip


def loaded(browser: Any) -> Any:
    """Return a page that has the programs and nothing else."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>Numbers</title><main><div id='slot'></div></main>")
    for name in FILES:
        text = resources.files("varsym.report.page").joinpath(name).read_text(encoding="utf-8")
        page.add_script_tag(content=text)
    return page


def _number(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.5:
        return f"{draw.randint(0, 9)}/{draw.randint(1, 9)}"
    if kind < 0.7:
        return str(draw.randint(0, 5))
    if kind < 0.85:
        return f"{draw.randint(0, 3)}.{draw.randint(0, 999)}"
    if kind < 0.98:
        return f"{draw.randint(1, 9)}e{draw.randint(-40, 40)}"
    return draw.choice(_BAD)


def _whole(draw: random.Random, kind: str) -> str:
    if draw.random() < 0.95:
        return str(draw.randint(0, 6) if kind == "bound" else draw.randint(1, 30))
    return draw.choice(["0", "-1", "3/2", "1000", "1e3", "1000001", "4/2", "1,2", *_BAD])


def questions(
    programs: Mapping[str, list[dict[str, Any]]], count: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Yield questions about every program: rationals, lists, defaults, and what is refused."""
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for name, known in programs.items():
        for at, program in enumerate(known):
            for _ in range(count):
                layers = draw.randint(1, 6)
                values = {}
                for parameter in program["parameters"]:
                    if draw.random() < (0.03 if parameter["needed"] else 0.7):
                        continue
                    if parameter["kind"] == "index":
                        text = _whole(draw, program["kind"])
                        text = (
                            str(layers)
                            if program["kind"] == "bound" and draw.random() < 0.7
                            else text
                        )
                    elif parameter["kind"] == "family" and draw.random() < 0.5:
                        length = layers + (draw.random() < 0.05)
                        text = ",".join(_number(draw) for _ in range(length))
                    else:
                        text = _number(draw)
                    values[parameter["name"]] = text
                digits = str(draw.choice([1, 2, 5, 20, 50]))
                yield {"id": name, "at": at, "values": values, "digits": digits}


def answered(paper: Paper, programs: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Python says to a question, as `ANSWER` returns what the page says."""
    program = programs[asked["id"]][asked["at"]]
    try:
        given = parameters(f"{name}={text}" for name, text in asked["values"].items())
        found = paper[asked["id"]].bound(form=program["form"], metric=program["reading"], **given)
    except VarsymError as error:
        return {"refused": str(error), "limit": False}
    exact = found.exact
    if isinstance(exact, Fraction):
        bottom = "" if exact.denominator == 1 else f"/{digit_string(exact.denominator)}"
        shown = digit_string(exact.numerator) + bottom
    else:
        shown = str(exact)
    try:
        decimal = found.decimal(int(asked["digits"]))
    except VarsymError as error:
        decimal = str(error)
    return {"exact": shown, "decimal": decimal}

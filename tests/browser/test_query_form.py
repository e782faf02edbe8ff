"""The form that asks for numbers: the same answers as Python, and fit for keyboard and reader."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest
import query_papers
from browser_pages import audited
from query_page import ANSWER, answered, loaded, questions

from varsym.graph.audit import Audit
from varsym.report.page.query_programs import query_programs

#: The δ of Lemma 5.4 at which its digits are known by hand to be those of 2^-23040.
SMALL = {"V": "4", "d": "1", "n": "2", "gamma_min": "1", "gamma_max": "3", "eps": "1/2"}
LARGE = {**SMALL, "V": "50257", "d": "768", "n": "1024", "eps": "1e-30"}


@pytest.fixture(scope="module")
def form(chromium: Any) -> Iterator[Any]:
    page = loaded(chromium)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


@pytest.fixture(scope="module")
def real() -> Audit:
    return audited("real")


@pytest.fixture(scope="module")
def shapes() -> Audit:
    return query_papers.paper.audit()


@pytest.fixture
def mounted(form: Any, real: Audit) -> Callable[..., Any]:
    """Mount the form of a statement, and return it with what it has told of its values."""

    def mount(name: str, audit: Audit | None = None) -> Any:
        form.evaluate(
            """([programs, name]) => {
              globalThis.told = [];
              const slot = document.getElementById("slot");
              slot.replaceChildren();
              Query.mountQuery(slot, name, programs, (values) => told.push(values));
            }""",
            [query_programs(audit or real), name],
        )
        return form

    return mount


def _compared(form: Any, audit: Audit, count: int, seed: int) -> dict[str, int]:
    programs = query_programs(audit)
    asked = list(questions(programs, count, seed))
    said = form.evaluate(ANSWER, {"programs": programs, "asked": asked})
    seen = {"answered": 0, "refused": 0}
    for question, found in zip(asked, said, strict=True):
        assert found == answered(audit.paper, programs, question), question
        seen["refused" if "refused" in found else "answered"] += 1
    return seen


def test_every_question_about_the_paper_is_answered_as_python_answers_it(
    form: Any, real: Audit
) -> None:
    seen = _compared(form, real, 40, 1)
    assert min(seen.values()) > 200


def test_every_shape_of_expression_is_answered_as_python_answers_it(
    form: Any, shapes: Audit
) -> None:
    seen = _compared(form, shapes, 40, 2)
    assert min(seen.values()) > 100


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("thm:6.6", {"r": "1000", "K": "3/2", "eps1": "1/1000", "eps2": "1/1000"}),
        ("thm:6.6", {"K": ",".join(f"{k}/7" for k in range(1, 401)), "eps1": "1/3", "eps2": "1/5"}),
        ("thm:6.6", {"r": "9000", "K": "1", "eps1": "1/10", "eps2": "0"}),
        ("thm:6.6", {"r": "0", "K": "1", "eps1": "1", "eps2": "1"}),
        ("lem:6.4", {"j": "2", "n": "5", "K2": "2", "eps": "1/10"}),
        ("lem:6.4", {"j": "2", "n": "5", "K2": "1,2,3,4,5", "eps": "1/10"}),
        ("lem:6.4", {"j": "2", "n": "5", "K2": "1,2,3,4", "eps": "1/10"}),
        ("lem:6.4", {"j": "5", "n": "5", "L": "1,2", "eps": "1/10"}),
        ("lem:5.4", SMALL),
        ("lem:5.4", LARGE),
        ("lem:5.4", {**LARGE, "V": "1e6", "d": "1e20", "n": "97", "eps": "1e-999"}),
        ("lem:5.4", {**SMALL, "V": "1e5000", "eps": "1"}),
        ("lem:5.4", {**SMALL, "n": "1"}),
        ("lem:5.4", {**SMALL, "n": "9"}),
        ("lem:6.3", {"K1": "1e10000", "eps1": "1e10000", "eps2": "1e-10000"}),
    ],
)  # fmt: skip
def test_large_and_bordering_questions(
    form: Any, real: Audit, name: str, values: dict[str, str]
) -> None:
    programs = query_programs(real)
    question = {"id": name, "at": 0, "values": values, "digits": "50"}
    (said,) = form.evaluate(ANSWER, {"programs": programs, "asked": [question]})
    assert said == answered(real.paper, programs, question)


@pytest.mark.parametrize(
    ("at", "values"),
    [
        (0, {"n": "3", "a": "1,2,3", "x": "0"}),
        (0, {"n": "3", "a": "1,2,3,4", "x": "0"}),
        (0, {"n": "0", "a": "7", "x": "1"}),
        (1, {"n": "3", "a": "1,2,3"}),
        (1, {"n": "3", "a": "1,2,3", "b": "1/2"}),
        (1, {"n": "3", "a": "1,2,3", "b": "1,2"}),
        (1, {"a": "1,2,3,4"}),
        (2, {"x": "1/2", "y": "1/2"}),
        (2, {"x": "1/2", "y": "1/3"}),
    ],
)
def test_places_and_conditions(form: Any, shapes: Audit, at: int, values: dict[str, str]) -> None:
    programs = query_programs(shapes)
    question = {"id": "lem:4", "at": at, "values": values, "digits": "5"}
    (said,) = form.evaluate(ANSWER, {"programs": programs, "asked": [question]})
    assert said == answered(shapes.paper, programs, question)


@pytest.mark.parametrize("n", ["32768", "32769"])
def test_the_longest_power_in_a_constant(form: Any, shapes: Audit, n: str) -> None:
    programs = query_programs(shapes)
    at = [one["name"] for one in programs["def:1"]].index("powers")
    question = {"id": "def:1", "at": at, "values": {"x": "1", "V": "2", "n": n}, "digits": "9"}
    (said,) = form.evaluate(ANSWER, {"programs": programs, "asked": [question]})
    assert said == answered(shapes.paper, programs, question)
    assert ("refused" in said) == (n == "32769")


@pytest.mark.parametrize(
    "values",
    [
        {"r": "1000000", "K": "3/2", "eps1": "1", "eps2": "1"},
        {"r": "1000000", "K": ",".join(["1/2", "1/3"] * 40_000), "eps1": "1", "eps2": "1"},
        {"K": "1," * 150_000, "eps1": "1", "eps2": "1"},
        {"r": "400", "K": "1e5000", "eps1": "1", "eps2": "1"},
    ],
)
def test_what_would_hold_the_page_up_is_refused_and_says_so(
    form: Any, real: Audit, values: Any
) -> None:
    question = {"id": "thm:6.6", "at": 0, "values": values, "digits": "20"}
    (said,) = form.evaluate(ANSWER, {"programs": query_programs(real), "asked": [question]})
    assert said["limit"]
    assert "Ask varsym itself" in said["refused"]


def test_a_million_equal_layers(form: Any, real: Audit) -> None:
    values = {"r": "1000000", "K": "1", "eps1": "1/10", "eps2": "1/5"}
    question = {"id": "thm:6.6", "at": 0, "values": values, "digits": "3"}
    (said,) = form.evaluate(ANSWER, {"programs": query_programs(real), "asked": [question]})
    assert said == {"exact": "300000", "decimal": "3.00e+5"}


def test_a_statement_that_says_no_number_has_no_form(form: Any, real: Audit) -> None:
    for name in ("def:3.2", "constructor", "nothing"):
        found = form.evaluate(
            """([programs, name]) => {
              const slot = document.createElement("div");
              return [Query.mountQuery(slot, name, programs), slot.childNodes.length];
            }""",
            [query_programs(real), name],
        )
        assert found == [None, 0]


def _rows(page: Any) -> dict[str, str]:
    names = page.locator(".answer dt").all_text_contents()
    return dict(zip(names, page.locator(".answer dd code").all_text_contents(), strict=False))


def test_it_answers_while_one_types(mounted: Callable[..., Any]) -> None:
    page = mounted("lem:6.3")
    for name, text in {"K1": "3/2", "eps1": "1/10", "eps2": "0.01"}.items():
        page.get_by_role("textbox", name=name).fill(text)
    page.wait_for_selector(".answer dl")
    assert _rows(page) == {
        "at most": "4/25",
        "decimal": "0.16000000000000000000",
        "command": "varsym bound lem:6.3 K1=3/2 eps1=1/10 eps2=0.01",
    }
    assert page.locator(".refusal").text_content() == ""
    assert page.evaluate("told.at(-1)") == {
        "question": "bound@sup", "values": {"K1": "3/2", "eps1": "1/10", "eps2": "0.01"},
        "digits": "",
    }  # fmt: skip


def test_a_question_that_is_not_complete_is_refused_on_enter_alone(
    mounted: Callable[..., Any],
) -> None:
    page = mounted("lem:6.3")
    field = page.get_by_role("textbox", name="K1")
    field.fill("3/2")
    page.wait_for_selector(".answer .hint")
    assert page.locator("[role=alert]").text_content() == ""
    field.press("Enter")
    assert page.locator("[role=alert]").text_content() == (
        "No value for eps1 (error of the interpolation). "
        "Expected: The parameters K1, eps1, eps2. To do: Add eps1=…"
    )


def test_a_refusal_is_tied_to_its_field(mounted: Callable[..., Any]) -> None:
    page = mounted("thm:6.6")
    values = {"r": "2", "K": "1,-2", "eps1": "1", "eps2": "1"}
    for name, text in values.items():
        page.locator(f"input[name={name}]").fill(text)
    page.wait_for_selector("[aria-invalid=true]")
    error = page.locator("[role=alert]")
    assert "'K[2]' is -2" in (error.text_content() or "")
    field = page.locator("input[name=K]")
    assert error.get_attribute("id") in (field.get_attribute("aria-describedby") or "").split()
    assert page.locator("[aria-invalid=true]").count() == 1
    field.fill("1,2")
    page.wait_for_selector(".answer dl")
    assert page.locator("[aria-invalid]").count() == 0


def test_a_default_is_told_and_taken(mounted: Callable[..., Any]) -> None:
    page = mounted("thm:6.6")
    assert page.locator("input[name=K1]").get_attribute("placeholder") == "as K"
    for name, text in {"r": "2", "K": "2", "eps1": "1/10", "eps2": "0"}.items():
        page.locator(f"input[name={name}]").fill(text)
    page.wait_for_selector(".answer dl")
    assert _rows(page)["at most"] == "1"  # 2·(1/10)·(1 + 2·2)


def test_another_question_keeps_what_was_typed(mounted: Callable[..., Any]) -> None:
    page = mounted("thm:6.6")
    page.locator("input[name=r]").fill("2")
    page.locator("input[name=eps1]").fill("1/10")
    page.get_by_role("combobox", name="Question").select_option(label="uniform, sup norm")
    for name, text in {"K": "2", "eps2": "0"}.items():
        page.locator(f"input[name={name}]").fill(text)
    page.wait_for_selector(".answer dl")
    assert _rows(page)["at most"] == "1"
    assert _rows(page)["command"] == (
        "varsym bound thm:6.6 --form uniform K=2 r=2 eps1=1/10 eps2=0"
    )
    page.locator("input[name=K]").fill("1")
    page.wait_for_function("document.querySelector('[role=alert]').textContent")
    assert "break the condition 1 < K" in page.locator("[role=alert]").text_content()


def test_a_constant_shows_its_digits_and_its_verdict(mounted: Callable[..., Any]) -> None:
    page = mounted("lem:5.4")
    for name, text in {**SMALL, "digits": "10"}.items():
        page.locator(f"input[name={name}]").fill(text)
    page.wait_for_selector(".answer dl")
    rows = _rows(page)
    assert (rows["delta"], rows["decimal"]) == ("exp(-23040·log 2)", "1.857376309e-6936")
    assert shlex.split(rows["command"])[-2:] == ["--digits", "10"]
    assert "refuted" in page.locator(".rests").text_content()


def test_a_long_number_is_folded_and_copied_whole(mounted: Callable[..., Any]) -> None:
    page = mounted("thm:6.6")
    for name, text in {"r": "20000", "K": "3/2", "eps1": "1/1000", "eps2": "1/7"}.items():
        page.locator(f"input[name={name}]").fill(text)
    page.wait_for_selector(".answer details")
    assert len(page.locator(".answer").text_content()) < 600
    page.locator(".answer summary").first.click()
    shown = page.locator(".answer details code").text_content()
    asked = audited("real").paper["thm:6.6"]
    exact = asked.bound(r=20000, K="3/2", eps1="1/1000", eps2="1/7").exact
    assert isinstance(exact, Fraction)
    top, bottom = shown.split("/")
    assert (len(top), len(bottom)) > (10_000, 10_000)
    assert pow(10, len(bottom) - 1) <= exact.denominator < pow(10, len(bottom))
    assert exact.denominator % 10**18 == int(bottom[-18:])
    page.evaluate(
        "() => { globalThis.copied = [];"
        " Object.defineProperty(navigator, 'clipboard', {configurable: true,"
        " value: {writeText: async (text) => copied.push(text)}}); }"
    )
    page.get_by_role("button", name="Copy the exact value").click()
    assert page.evaluate("copied") == [shown]


def test_a_command_is_one_a_shell_reads(mounted: Callable[..., Any]) -> None:
    page = mounted("lem:6.3")
    for name, text in {"K1": "it's 1", "eps1": "$(x)", "eps2": "1"}.items():
        page.locator(f"input[name={name}]").fill(text)
    line = page.evaluate(
        "([program, values]) => Answers.command(program, new Map(values), '20')",
        [query_programs(audited("real"))["lem:6.3"][0], [["K1", "it's 1"], ["eps1", "$(x); `y`"]]],
    )
    assert shlex.split(line) == ["varsym", "bound", "lem:6.3", "K1=it's 1", "eps1=$(x); `y`"]


def test_hostile_words_stay_text(mounted: Callable[..., Any], shapes: Audit) -> None:
    page = mounted("lem:3", shapes)
    assert page.locator("img").count() == 0
    assert query_papers.HOSTILE in page.locator("form").text_content()
    assert page.locator(".hint sub").first.text_content() == "1"
    planted = {"lem:3": [dict(query_programs(shapes)["lem:3"][0])]}
    planted["lem:3"][0]["mathml"] = (
        "<math onclick='x()'><mi href='javascript:x()'>a</mi><script>x()</script>"
        "<annotation-xml encoding='text/html'><img src=x onerror=x()></annotation-xml></math>"
    )
    page.evaluate(
        "([programs]) => Query.mountQuery(document.getElementById('slot'), 'lem:3', programs)",
        [planted],
    )
    math = page.locator("#slot .displayed").inner_html()
    assert math == "<math><mi>a</mi></math>"


def test_labels_hints_and_roles(mounted: Callable[..., Any]) -> None:
    page = mounted("thm:6.6")
    found = page.evaluate(
        """[...document.querySelectorAll("#slot input, #slot select")].map((one) => {
          const told = (one.getAttribute("aria-describedby") ?? "slot").split(" ");
          return [one.labels.length, told.every((id) => document.getElementById(id))];
        })"""
    )
    assert found
    assert all(labels == 1 and told for labels, told in found)
    assert page.locator("input[name=r]").get_attribute("inputmode") == "numeric"
    assert page.locator("[role=status]").count() == page.locator("[role=alert]").count() == 1


def test_it_stands_in_the_page(open_page: Callable[..., Any]) -> None:
    page = open_page("real", "id=lem:6.3").page
    page.locator("form.ask:visible input[name=K1]").fill("1")
    page.locator("form.ask:visible input[name=eps1]").fill("1/3")
    page.locator("form.ask:visible input[name=eps2]").fill("1/3")
    page.wait_for_selector("form.ask .answer dl")
    assert page.locator("form.ask:visible .answer code").first.text_content() == "2/3"

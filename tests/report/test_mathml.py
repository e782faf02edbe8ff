from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs.var_universality import paper
from varsym.claims.expressions import Real
from varsym.claims.render import latex, text
from varsym.report.document_blocks import Formula
from varsym.report.mathml import mathml
from varsym.report.tex_formulas import is_plain

#: Presentation elements of MathML Core that formulas may be made of.
ELEMENTS = """
math mfrac mi mn mo mover mrow mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover
"""
ATTRIBUTES = {
    ("math", "alttext"),
    ("math", "display"),
    ("mi", "mathvariant"),
    ("mo", "form"),
    ("mo", "lspace"),
    ("mo", "movablelimits"),
    ("mo", "rspace"),
    ("mo", "stretchy"),
    ("mover", "accent"),
    ("mspace", "width"),
}
#: How many children an element has, where not any number.
CHILDREN = {"mfrac": 2, "mover": 2, "msub": 2, "msup": 2, "munder": 2, "msubsup": 3}


def shown(tex: str, display: bool = False) -> str:
    """Return what stands inside the element."""
    written = mathml(Formula(tex, ""), display)
    return re.sub(r"\A<math[^>]*>|</math>\Z", "", written)


def is_sound(markup: str) -> bool:
    root = ET.fromstring(markup)  # noqa: S314 - written by the function under test
    return root.tag == "code" or all(
        item.tag in ELEMENTS.split()
        and {(item.tag, name) for name in item.attrib} <= ATTRIBUTES
        and len(item) == CHILDREN.get(item.tag, len(item))
        and "\\" not in (item.text or "")
        for item in root.iter()
    )


# ------------------------------------------------------------------ what is no formula


def test_an_empty_formula_is_empty() -> None:
    assert mathml(Formula("", "")) == '<math alttext=""></math>'


@pytest.mark.parametrize("tex", ["x}$", r"\input{x}", "{", "é", r"\href{javascript:0}{x}"])
def test_what_is_not_plain_is_shown_as_text(tex: str) -> None:
    assert mathml(Formula(tex, "a < b & c")) == "<code>a &lt; b &amp; c</code>"


def test_words_inside_a_formula_are_no_tags() -> None:
    assert is_plain(r"\text{<script>alert(1)</script>}")
    written = mathml(Formula(r"\text{<script>alert(1)</script>}", '"><script>'))
    assert "<script" not in written
    assert 'alttext="&#34;&gt;&lt;script&gt;"' in written
    assert "<mtext>&lt;script&gt;alert(1)&lt;/script&gt;</mtext>" in written


def test_control_characters_do_not_reach_the_page() -> None:
    assert mathml(Formula("x", "a\x00\u202eb\nc")) == '<math alttext="a��b c"><mi>x</mi></math>'


def test_a_formula_that_the_converter_refuses_is_shown_as_text() -> None:
    assert is_plain(r"\{ a \}_{b} \begin{cases} 1 \end{cases}")
    assert is_sound(mathml(Formula(r"a \\{}", "t")))


# ------------------------------------------------------------------ how formulas are written


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        ("12", "<mn>12</mn>"),
        ("x < y", "<mi>x</mi><mo>&lt;</mo><mi>y</mi>"),
        (r"\mathrm{ReLU}", "<mi>ReLU</mi>"),
        (r"\operatorname{ReLU}", "<mi>ReLU</mi>"),
        ("Attn", "<mi>Attn</mi>"),
        ("FM_{1}", "<msub><mi>FM</mi><mn>1</mn></msub>"),
        ("mu", "<mi>μ</mi>"),
        (r"x_{\mathrm{t}}", '<msub><mi>x</mi><mi mathvariant="normal">t</mi></msub>'),
        (r"\mathrm{t} - 1", '<mi mathvariant="normal">t</mi><mo>−</mo><mn>1</mn>'),
        (r"\Phi", '<mi mathvariant="normal">Φ</mi>'),
        (r"\mathbf{1}", "<mn>𝟏</mn>"),
        (r"\mathbf{a}", "<mi>𝐚</mi>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        ("x := y", "<mi>x</mi><mo>:=</mo><mi>y</mi>"),
        ("x - y", "<mi>x</mi><mo>−</mo><mi>y</mi>"),
        ("x = -y", '<mi>x</mi><mo>=</mo><mo form="prefix">−</mo><mi>y</mi>'),
        (r"x \sim y", "<mi>x</mi><mo>∼</mo><mi>y</mi>"),
        ("f'", "<msup><mi>f</mi><mo>′</mo></msup>"),
        ("f'^{2}", "<msup><mi>f</mi><mrow><mo>′</mo><mn>2</mn></mrow></msup>"),
        (r"\log 2", '<mi>log</mi><mspace width="0.167em"/><mn>2</mn>'),
        ("X_{k,*}", "<msub><mi>X</mi><mrow><mi>k</mi><mo>,</mo><mi>*</mi></mrow></msub>"),
        ("a * b", "<mi>a</mi><mo>*</mo><mi>b</mi>"),
    ],
)
def test_signs_and_names(tex: str, written: str) -> None:
    assert shown(tex) == written


def test_bars_of_a_norm_are_no_relations() -> None:
    bar = '<mo stretchy="false" lspace="0" rspace="0">‖</mo>'
    assert shown(r"\| x \|") == f"{bar}<mi>x</mi>{bar}"
    assert shown(r"\Vert x \Vert") == shown(r"\lVert x \rVert") == f"{bar}<mi>x</mi>{bar}"
    assert shown(r"\| -x \|") == f'{bar}<mo form="prefix">−</mo><mi>x</mi>{bar}'
    assert shown(r"\| x \| - 1") == f"{bar}<mi>x</mi>{bar}<mo>−</mo><mn>1</mn>"


def test_the_power_of_a_fraction_is_of_all_of_it() -> None:
    fraction = "<mfrac><mn>1</mn><mi>x</mi></mfrac>"
    base = f"<mrow><mo>(</mo>{fraction}<mo>)</mo></mrow>"
    assert shown(latex((1 / Real("x")) ** 2)) == f"<msup>{base}<mn>2</mn></msup>"


def test_limits_stand_below_where_there_is_room() -> None:
    for display in (False, True):
        written = shown(r"\lim_{x \to 0} x", display)
        assert written.startswith('<munder><mo movablelimits="true"')
    assert shown(r"\sum_{i=1}^{n} i", True).startswith("<munderover><mo>∑</mo>")
    assert shown(r"\sum_{i=1}^{n} i").startswith("<msubsup><mo>∑</mo>")


def test_cases_are_a_table_with_one_brace() -> None:
    written = shown(r"\begin{cases} 0 & \text{if } x < 0 \\ 1 & x \end{cases}")
    assert written.count("<mtr>") == 2
    assert written.count("<mtd>") == 4
    assert written.startswith("<mrow><mo>{</mo><mtable>")


def test_a_displayed_formula_is_a_block() -> None:
    assert mathml(Formula("x", "x"), display=True).startswith('<math display="block" alttext="x">')


# ------------------------------------------------------------------ all formulas


@pytest.mark.parametrize("name", paper.statements)
def test_each_formula_of_the_paper_is_mathematics(name: str) -> None:
    for claim in paper.statement(name).all_claims():
        for item in (claim.goal, *claim.conditions):
            for display in (False, True):
                written = mathml(Formula(latex(item), text(item)), display)
                assert written.startswith("<math")
                assert is_sound(written)


LINES = r"""
x y K 12 0 1 + - = < > , . : ; ! ' ( ) [ ] | * / ab mu \, \; \  \! \| \{ \} \le \in \circ \cdot \to
\sum \lim \sup \exp \log \dots \Phi \epsilon \bigcirc \bmod \sim \prime _{i} ^{n} _{} ^{} { } _i ^2
\text{if } \text{<b>} \mathrm{in} \mathbf{1} \mathbb{R} \hat{x} \bar{ab} \sqrt{x} \frac{1}{x}
\begin{cases} \end{cases} & \\ \operatorname{op} \left \mathrm{\text{a}}
"""
PIECES = LINES.split()


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_whatever_is_plain_becomes_sound_markup(pieces: list[str]) -> None:
    tex = " ".join(pieces)
    written = mathml(Formula(tex, "t"))
    assert is_sound(written)
    assert is_plain(tex) or written == "<code>t</code>"


@given(st.text(), st.text())
def test_any_text_gives_sound_markup(tex: str, words: str) -> None:
    assert is_sound(mathml(Formula(tex, words)))

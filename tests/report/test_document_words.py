from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.report.document_words import printable, with_scripts
from varsym.report.tex_words import bookmark, escaped


def scripted(text: str) -> str:
    return with_scripts(text, str, "<{}>".format, "[{}]".format)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("x", "x"),
        ("_", "_"),
        ("x_", "x_"),
        ("x _i", "x _i"),
        ("_i", "_i"),
        ("x_i", "x<i>"),
        ("x_{i", "x_{i"),
        ("x_{}", "x<>"),
        ("x_{a_{b}}", "x<a<b>>"),
        ("h_[r-1]", "h<[r-1]>"),
        ("V^(i) and D^{-1}", "V[(i)] and D[-1]"),
        ("2^-4097", "2[-4097]"),
        ("K_1[i]", "K<1>[i]"),
        ("F_hat_first∘g", "F<hat,first>∘g"),
        ("f_word2img∘g", "f<word2img>∘g"),
        ("X^⊤ Y", "X[⊤] Y"),
        ("x_{" * 20 + "}" * 20, None),
    ],
)
def test_scripts_are_found(text: str, shown: str | None) -> None:
    assert shown is None or scripted(text) == shown


@given(st.text(alphabet="xy1_^{}()[], \u2264"))
def test_nothing_is_lost_or_made_up(text: str) -> None:
    kept = with_scripts(text, str, str, str)
    assert [c for c in kept if c not in "_^{},"] == [c for c in text if c not in "_^{},"]


@given(st.text())
def test_what_is_printable_is_one_line(text: str) -> None:
    line = printable(text)
    assert line.splitlines() in ([], [line])
    assert printable(line) == line


@given(st.text())
def test_latex_text_is_ascii_and_balanced(text: str) -> None:
    shown = escaped(text)
    assert shown.isascii()
    assert shown.isprintable()
    bare = shown.replace("\\{", "").replace("\\}", "")
    assert bare.count("{") == bare.count("}")
    assert bookmark(text).isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ε ≤ 1", r"\ensuremath{\epsilon} \ensuremath{\le} 1"),
        ("ℝ² 𝒯", r"\ensuremath{\mathbb{R}}\ensuremath{{}^{2}} \ensuremath{\mathcal{T}}"),
        ("Ω ο", r"\ensuremath{\Omega} \textit{omicron}"),
        ("é č ø", r"\'{e} \v{c} \o{}"),
        ("你", "{[}U+4F60{]}"),
        ("a--b", "a-{}-{}b"),
    ],
)
def test_signs_become_commands(text: str, shown: str) -> None:
    assert escaped(text) == shown

"""What is asked for a number, in the address: linked, kept while one types, refused if nonsense."""

from __future__ import annotations

import pytest
from browser_pages import audited

LINK = "id=thm:6.6&at.r=3&at.K=3/2&at.eps1=1/7&at.eps2=1/10"


def answer(opened) -> str:
    shown = opened.page.locator("#panel article:visible .answer dl code").first
    shown.wait_for()
    return str(shown.text_content())


def field(opened, name: str):
    return opened.page.locator(f"#panel article:visible input[name='{name}']")


def test_a_bound_at_some_numbers_can_be_linked(open_page) -> None:
    opened = open_page("real", LINK)
    asked = audited("real").paper["thm:6.6"].bound(r=3, K="3/2", eps1="1/7", eps2="1/10")
    assert answer(opened) == str(asked.exact)
    assert opened.view == LINK
    assert opened.page.locator("#told").text_content() == ""


def test_another_question_and_its_digits_can_be_linked(open_page) -> None:
    view = "id=thm:6.6&ask=uniform@sup&at.K=2&at.r=2&at.eps1=1/10&at.eps2=0&digits=5"
    opened = open_page("real", view)
    assert answer(opened) == "1"  # 2·(1/10)·(1 + 2·2)
    assert opened.page.get_by_label("Question").input_value() == "2"
    assert field(opened, "digits").input_value() == "5"
    assert opened.view == view


def test_what_is_typed_goes_to_the_address_and_comes_back(open_page) -> None:
    opened = open_page("real", "id=lem:6.3")
    for name, text in {"K1": "3/2", "eps1": "0.1", "eps2": "1,2"}.items():
        field(opened, name).fill(text)
    answered = "id=lem:6.3&at.K1=3/2&at.eps1=0.1&at.eps2=1,2"
    opened.page.wait_for_function("wanted => location.hash === `#${wanted}`", arg=answered)
    opened.page.get_by_role("button", name="Next statement").click()
    assert opened.view == "id=lem:6.4"
    opened.back()
    assert opened.view == answered
    assert field(opened, "eps2").input_value() == "1,2"


def test_what_was_just_typed_stays_when_something_else_changes(open_page) -> None:
    opened = open_page("real", "id=lem:6.3")
    field(opened, "K1").press_sequentially("3/2")
    opened.page.get_by_label("proved 6").check()
    assert field(opened, "K1").input_value() == "3/2"
    assert opened.view == "id=lem:6.3&at.K1=3/2&verdict=proved"


def test_an_address_without_numbers_has_an_empty_form(open_page) -> None:
    opened = open_page("real", "id=lem:6.3&at.K1=3")
    opened.page.evaluate("() => { location.hash = 'id=lem:6.3'; }")
    opened.page.wait_for_function("() => !document.querySelector('input[name=K1]').value")
    assert opened.page.locator(".answer dl").count() == 0


def test_a_list_too_long_for_an_address_is_left_out_of_it(open_page) -> None:
    opened = open_page("real", "id=lem:6.3")
    field(opened, "K1").fill(",".join(["1/3"] * 2000))
    opened.page.locator("#panel article:visible .refusal", has_text="2000 values of K1").wait_for()
    assert opened.view == "id=lem:6.3"
    assert len(field(opened, "K1").input_value()) == 7999


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("at.K=1", "opens no statement that says one"),
        ("id=def:3.1&ask=bound@sup", "opens no statement that says one"),
        ("id=lem:6.3&ask=__proto__", "ask=__proto__; expected: bound@sup, bound@L_alpha"),
        ("id=lem:6.3&at.constructor=1", "“constructor”; expected: K1, eps1, eps2"),
        ("id=lem:6.3&id=lem:6.4", "id twice"),
        ("&".join(f"x{k}" for k in range(900)), "895 more"),
    ],
)
def test_nonsense_is_told(open_page, view: str, said: str) -> None:
    opened = open_page("real", view)
    assert said in opened.page.locator("#told").text_content()
    assert opened.page.locator("#told p").count() <= 6


def test_a_number_that_is_none_is_refused_as_if_it_was_typed(open_page) -> None:
    opened = open_page("real", "id=lem:6.3&at.K1=%3Cscript%3E&at.eps1=1&at.eps2=1")
    refusal = opened.page.locator("#panel article:visible .refusal")
    assert "'<script>', which is not a number" in refusal.text_content()
    assert field(opened, "K1").get_attribute("aria-invalid") == "true"

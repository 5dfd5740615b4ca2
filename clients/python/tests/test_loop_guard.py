"""A visitor who is sent back and forth."""

from __future__ import annotations

import json

import pytest

from wiki_sso_client import count_visit

PAGE = "https://wiki.example.com/Page"
NOW = 1_795_413_600.5


def test_the_fourth_visit_of_one_page_within_the_window_goes_round() -> None:
    stored: object = None
    rounds = []
    for visit in range(5):
        stored, goes_round = count_visit(json.loads(json.dumps(stored)), PAGE, NOW + visit)
        rounds.append(goes_round)

    assert rounds == [False, False, False, True, False]


def test_a_slow_visitor_does_not_go_round() -> None:
    stored: object = None
    for visit in range(9):
        stored, goes_round = count_visit(stored, PAGE, NOW + visit * 10.0)
        assert not goes_round


def test_pages_opened_at_once_do_not_count_together() -> None:
    stored: object = None
    for visit in range(9):
        stored, goes_round = count_visit(stored, f"{PAGE}{visit}", NOW)
        assert not goes_round


def test_a_time_in_the_future_counts_as_none() -> None:
    stored, _ = count_visit(None, PAGE, NOW + 1_000)

    assert count_visit(stored, PAGE, NOW) == (count_visit(None, PAGE, NOW)[0], False)


def test_a_time_without_its_fraction_counts() -> None:
    [page, _, _] = count_visit(None, PAGE, NOW)[0] or []

    assert count_visit([page, 1_795_413_600, 3], PAGE, NOW) == (None, True)


@pytest.mark.parametrize("stored", [5, "x", [], ["x"], ["x", "y", "z"], {"a": 1}, [None, None, None]], ids=repr)
def test_whatever_the_session_holds_is_survived(stored: object) -> None:
    assert count_visit(stored, PAGE, NOW) == count_visit(None, PAGE, NOW)

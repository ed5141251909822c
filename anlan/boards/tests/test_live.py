"""Parts that many screens share: made once, never older than they say, never with another reader's token."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

from django.test import RequestFactory

from anlan.boards import live
from anlan.boards.live import SECONDS, Live
from anlan.testing import NOON


class Board:
    """Something that is shown, and how often it was asked for and drawn."""

    def __init__(self) -> None:
        self.state, self.asked, self.drawn = "one", 0, 0
        self.live = Live()

    def at(self, moment: datetime, *, key: str = "city", fresh: bool = False) -> str:
        def fingerprint() -> str:
            self.asked += 1
            return self.state

        def render() -> str:
            self.drawn += 1
            return f"<p>{self.state}</p>"

        return self.live.part(key, at=moment, fingerprint=fingerprint, render=render, fresh=fresh).html


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_fifty_screens_within_a_moment_are_one_look_and_one_drawing() -> None:
    board = Board()

    shown = {board.at(after(n / 50)) for n in range(50)}

    assert (shown, board.asked, board.drawn) == ({"<p>one</p>"}, 1, 1)


def test_while_nothing_moves_it_is_looked_at_and_not_drawn_again() -> None:
    board = Board()

    for n in range(10):
        board.at(after(n * SECONDS))

    assert (board.asked, board.drawn) == (10, 1)


def test_what_moved_is_shown_after_the_moment_at_the_latest() -> None:
    board = Board()
    board.at(NOON)
    board.state = "two"

    assert board.at(after(SECONDS - 0.1)) == "<p>one</p>"
    assert board.at(after(SECONDS)) == "<p>two</p>"


def test_whoever_has_written_sees_it_at_once() -> None:
    board = Board()
    board.at(NOON)
    board.state = "two"

    assert board.at(NOON, fresh=True) == "<p>two</p>"


def test_who_sees_something_else_has_a_part_of_its_own() -> None:
    board = Board()
    board.at(NOON, key="city")

    board.at(NOON, key="county")

    assert board.drawn == 2


def test_a_clock_that_was_set_back_does_not_freeze_the_board() -> None:
    board = Board()
    board.at(after(3_600))
    board.state = "two"

    assert board.at(NOON) == "<p>two</p>"


def test_while_one_draws_the_others_show_the_former() -> None:
    board, gate, drawn = Board(), threading.Event(), threading.Event()
    board.at(NOON)

    def slow() -> str:
        drawn.set()
        gate.wait(10)
        return "<p>two</p>"

    thread = threading.Thread(
        target=lambda: board.live.part("city", at=after(9), fingerprint=lambda: "two", render=slow)
    )
    thread.start()
    drawn.wait(10)
    meanwhile = board.at(after(9))
    gate.set()
    thread.join(10)

    assert meanwhile == "<p>one</p>"
    assert board.live.part("city", at=after(9), fingerprint=str, render=str).html == "<p>two</p>"


def test_each_reader_gets_the_own_token_and_304_for_what_is_known() -> None:
    board = Live()
    part = board.part("city", at=NOON, fingerprint=str, render=lambda: f"<form>{live.csrf_field()}</form>")

    def ask(**headers: str) -> Any:
        return live.answer(RequestFactory().get("/", headers=headers), part)

    first, second = ask(), ask()
    known = ask(**{"If-None-Match": first["ETag"]})

    assert live.CSRF_MARK not in first.content.decode()
    assert first.content != second.content
    assert (known.status_code, known.content) == (304, b"")
    assert known["ETag"] == first["ETag"]


def test_old_parts_are_dropped() -> None:
    board = Board()

    for n in range(live.MOST + 20):
        board.at(NOON, key=f"area-{n}")

    assert len(board.live._parts) == live.MOST

"""A text that moin cannot format in time neither stops the wiki nor gets into it."""

from __future__ import annotations

import http.client
import io
import os
import signal
import socket
import threading
import time
from urllib.parse import urlencode

import pytest
from moin.app import destroy_app

from assertions import KEY, identity
from moin_app import LOGIN_URL, WIKI_URL, make_plain_app, running_app, served
from moin_wiki_sso import WikiSso, install, text_guard
from moin_wiki_sso.side_process import SideProcesses
from wiki_browser import WikiBrowser, accounts_named, author_of, edit_fields, shown_user, text_of

SLOW = {
    "brackets": "[[" * 25_000,
    "blanks in a heading": "= " + " " * 20_000 + "a",
    "transclusions": "{{a|" * 12_000,
    "macros": "<<A(" * 16_000,
    "cell attributes": "||<" + 'a="b ' * 8000 + ">x||",
}
PREVIEW = {"preview": "Preview"}


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch):
    monkeypatch.setattr(text_guard, "SAVE_CPU_SECONDS", 1)
    monkeypatch.setattr(text_guard, "PREVIEW_CPU_SECONDS", {True: 1, False: 1})


@pytest.mark.parametrize("user", ["alice", None])
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.heavy] if kind != "brackets" else []) for kind in SLOW]
)
def test_a_text_that_takes_too_long_is_neither_shown_nor_saved(app, browser, kind, user):
    before = text_of(app, "Sandbox")
    for query in (PREVIEW, None):
        answer = browser.save("Sandbox", SLOW[kind], user, query=query)
        assert answer.status_code == 413
        assert "Nothing was saved." in answer.text
        assert "Back button" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    assert text_of(app, "Sandbox") == before


def test_nor_does_it_get_in_as_a_file(app, browser):
    for name in ("slow.moin", "slow.wiki"):
        data = {"file_storage": (io.BytesIO(SLOW["brackets"].encode()), name, "text/x.moin.wiki")}
        answer = browser.post("/+jfu-server", "alice", data=data, content_type="multipart/form-data")
        # moin takes an unknown extension for a file of bytes, which it does not parse.
        assert answer.status_code in (200, 413)
    fields = edit_fields(browser.get("/+modify/Sandbox", "alice"))
    data = fields | {
        "content_form_data_text": "",
        "content_form_data_file": (io.BytesIO(SLOW["brackets"].encode()), "a.txt", "text/plain"),
    }
    answer = browser.post("/+modify/Sandbox", "alice", data=data, content_type="multipart/form-data")
    assert answer.status_code == 413


@pytest.mark.parametrize("user", ["alice", None])
def test_a_preview_shows_the_text_with_the_wiki_around_it(browser, user):
    answer = browser.save("Sandbox", "= A ''new'' heading =", user, query=PREVIEW)
    assert answer.status_code == 200
    assert "<em>new</em>" in answer.text
    assert shown_user(answer) == user
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_preview_saves_nothing_and_a_save_after_it_does(app, browser):
    before = text_of(app, "Sandbox")
    assert browser.save("Sandbox", "seen before", "alice", query=PREVIEW).status_code == 200
    assert text_of(app, "Sandbox") == before
    assert browser.save("Sandbox", "seen before", "alice").status_code == 302
    assert text_of(app, "Sandbox").strip() == "seen before"
    assert author_of(app, "Sandbox") == "alice"


def test_someone_seen_for_the_first_time_may_preview_and_save(app, browser):
    form = edit_fields(WikiBrowser(app).get("/+modify/Sandbox"))
    answer = browser.post(
        "/+modify/Sandbox", "newcomer", data=form | {"content_form_data_text": "x"}, query_string=PREVIEW
    )
    assert shown_user(answer) == "newcomer"
    other = browser.post("/+modify/Sandbox", "other newcomer", data=form | {"content_form_data_text": "y"})
    assert other.status_code in (302, 403)  # 403: "logged in as another user now"
    assert [len(accounts_named(app, name)) for name in ("newcomer", "other newcomer")] == [1, 1]


def test_a_preview_is_judged_as_any_other_write(browser, private_app):
    foreign = {"Origin": "http://evil.test"}
    assert browser.save("Sandbox", "x", "alice", query=PREVIEW, headers=foreign).status_code == 403
    assert browser.save("Sandbox", "x", "alice", query=PREVIEW).status_code == 200
    assert browser.save("Sandbox", "x", query=PREVIEW).status_code == 403  # no longer logged in
    reader = WikiBrowser(private_app)
    assert reader.post("/+modify/Sandbox", data={"content_form_data_text": "x"}).status_code == 403


def test_a_preview_waits_for_no_writer(app, browser):
    lock = app.cfg.auth[0].write_lock
    form = edit_fields(browser.get("/+modify/Sandbox", "alice")) | {"content_form_data_text": "x"}
    held, done = threading.Event(), threading.Event()

    def hold():
        with lock:
            held.set()
            done.wait(30)

    writer = threading.Thread(target=hold)
    writer.start()
    held.wait(30)
    try:
        answer = browser.post("/+modify/Sandbox", "alice", data=form, query_string=PREVIEW)
        assert answer.status_code == 200
    finally:
        done.set()
        writer.join(30)


def post(port, text, user=None, query=PREVIEW):
    body = urlencode({"content_form_data_text": text})
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | (identity(user) if user else {})
    return ask(port, "POST", f"/+modify/Sandbox?{urlencode(query)}", headers, body)


def ask(port, method, path, headers=(), body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Host": "wiki.test"} | dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.heavy
def test_the_wiki_goes_on_while_strangers_preview_what_never_ends(folder, monkeypatch):
    monkeypatch.setattr(text_guard, "PREVIEW_CPU_SECONDS", {True: 1, False: 3})
    with running_app(folder) as app, served(app, threads=8) as port:
        ask(port, "GET", "/Home", identity("alice"))
        strangers, ended = [], []

        def stranger():
            strangers.append(post(port, SLOW["brackets"]))
            ended.append(time.monotonic())

        threads = [threading.Thread(target=stranger) for _ in range(12)]
        for thread in threads:
            thread.start()
        answers = [ask(port, "GET", "/Home") for _ in range(5)]
        answers.append(post(port, "fine", "alice"))
        read = time.monotonic()
        for thread in threads:
            thread.join(60)
        assert answers == [200] * 6
        assert max(ended) > read
        # One at a time is tried, one waits; the others learn at once that the wiki is busy.
        assert set(strangers) == {413, 503}


@pytest.mark.parametrize(("size", "status"), [(65_536, 200), (65_537, 413)])
def test_a_page_has_64_kb_unless_the_wiki_says_more(browser, size, status):
    assert browser.save("Sandbox", "x" * size, "alice", query=PREVIEW).status_code == status


def test_the_size_is_counted_in_bytes(folder):
    with running_app(folder, max_page_bytes=400) as app:
        browser = WikiBrowser(app)
        assert browser.save("Sandbox", "ž" * 200 + "x", "alice").status_code == 413
        assert browser.save("Sandbox", "ž" * 200, "alice").status_code == 302


@pytest.mark.parametrize(("size", "status"), [(65_536, 200), (65_537, 413)])
def test_the_text_may_come_as_a_file(browser, size, status):
    fields = edit_fields(browser.get("/+modify/Sandbox", "alice")) | PREVIEW
    data = fields | {"content_form_data_file": (io.BytesIO(b"x" * size), "a.txt", "text/plain")}
    answer = browser.post("/+modify/Sandbox", "alice", data=data, content_type="multipart/form-data")
    assert answer.status_code == status


def test_a_file_beside_pages_may_be_larger(browser):
    data = {"file_storage": (io.BytesIO(os.urandom(300_000)), "photo.png")}
    answer = browser.post("/+jfu-server", "alice", data=data, content_type="multipart/form-data")
    assert "uccessfully uploaded" in answer.text
    data = {"file_storage": (io.BytesIO(b"1,2,3\n" * 20_000), "long.txt")}
    assert "uccessfully uploaded" in browser.post("/+jfu-server", "alice", data=data).text


def test_a_wiki_may_say_more(folder):
    with running_app(folder, max_page_bytes=200_000) as app:
        assert WikiBrowser(app).save("Sandbox", "plain\n" * 25_000, "alice").status_code == 302


def test_what_is_added_after_install_shows_in_a_preview_too(folder):
    app = make_plain_app(folder, [WikiSso(url=WIKI_URL, login_url=LOGIN_URL, keys=[KEY])])
    install(app)
    app.after_request(lambda response: response.headers.set("X-Added", "yes") or response)
    assert WikiBrowser(app).save("Sandbox", "x", query=PREVIEW).headers["X-Added"] == "yes"
    destroy_app(app)


def test_a_call_that_takes_too_long_is_given_up_and_the_next_one_is_not():
    processes = SideProcesses(lambda seconds: time.sleep(seconds) or os.getpid(), wall_seconds=0.5)
    with pytest.raises(TimeoutError):
        processes.run(30, cpu_seconds=5)
    assert processes.run(0, cpu_seconds=5) not in (0, os.getpid())


def test_a_call_that_ends_without_an_answer_is_given_up():
    with pytest.raises(TimeoutError):
        SideProcesses(lambda _: os._exit(1), wall_seconds=30).run(None, cpu_seconds=5)
    with pytest.raises(TimeoutError):
        SideProcesses(lambda _: 1 // 0, wall_seconds=30).run(None, cpu_seconds=5)


def test_the_process_that_makes_the_others_may_be_killed():
    processes = SideProcesses(lambda _: os.getppid(), wall_seconds=30)
    copier = processes.run(None, cpu_seconds=5)
    os.kill(copier, signal.SIGKILL)
    os.waitpid(copier, 0)
    assert processes.run(None, cpu_seconds=5) != copier


def test_a_copy_holds_no_socket_of_the_wiki():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        processes = SideProcesses(lambda _: "ready", wall_seconds=30)
        processes.start()
        client = socket.create_connection(("127.0.0.1", port))
    assert processes.run(None, cpu_seconds=5) == "ready"
    with client, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_megabytes_go_there_and_back():
    processes = SideProcesses(lambda data: data[::-1], wall_seconds=30)
    data = os.urandom(5_000_000)
    assert processes.run(data, cpu_seconds=10) == data[::-1]

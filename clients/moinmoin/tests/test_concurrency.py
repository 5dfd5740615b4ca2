"""Many people at once, on a real server with threads: nobody is lost, doubled, or shown an error."""

from __future__ import annotations

import http.client
import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from moin.storage.stores.fs import BytesStore

from assertions import identity
from moin_app import running_app, served
from moin_wiki_sso.write_lock import WriteLock
from wiki_browser import WikiBrowser, accounts_named, edit_fields, text_of

PEOPLE = 40


def ask(port, method, path, user=None, form=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": "wiki.test"} | (identity(user) if user else {})
    body = urlencode(form) if form else None
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def at_once(count, work):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


@pytest.mark.heavy
def test_forty_people_seen_for_the_first_time_at_once(folder):
    with running_app(folder) as app, served(app) as port:
        answers = at_once(PEOPLE, lambda n: ask(port, "GET", "/Home", f"person {n}"))
        assert [status for status, _ in answers] == [200] * PEOPLE
        assert all(f"<span>person {n}</span>" in text for n, (_, text) in enumerate(answers))
        assert [len(accounts_named(app, f"person {n}")) for n in range(PEOPLE)] == [1] * PEOPLE


@pytest.mark.heavy
def test_one_person_asking_for_everything_at_once_the_first_time(folder):
    with running_app(folder) as app, served(app) as port:
        answers = at_once(20, lambda _: ask(port, "GET", "/Home", "alice"))
        assert all(status == 200 and "<span>alice</span>" in text for status, text in answers)
        assert len(accounts_named(app, "alice")) == 1


@pytest.mark.heavy
def test_forty_people_saving_at_once(folder):
    with running_app(folder) as app, served(app) as port:
        for n in range(PEOPLE):
            WikiBrowser(app).get("/Home", f"person {n}")
        where = {"contenttype": "text/x.moin.wiki;charset=utf-8", "itemtype": "default", "template": ""}
        forms = [
            edit_fields(WikiBrowser(app).get(f"/+modify/Page{n}", "alice", query_string=where)) for n in range(PEOPLE)
        ]

        def save(n):
            form = forms[n] | {"content_form_data_text": f"text {n}"}
            return ask(port, "POST", f"/+modify/Page{n}?{urlencode(where)}", f"person {n}", form)

        answers = at_once(PEOPLE, save)
        assert [status for status, _ in answers] == [302] * PEOPLE
        assert [text_of(app, f"Page{n}").strip() for n in range(PEOPLE)] == [f"text {n}" for n in range(PEOPLE)]


@pytest.mark.heavy
def test_new_people_open_edit_forms_and_mark_pages_while_others_save(folder):
    with running_app(folder) as app, served(app) as port:
        form = edit_fields(WikiBrowser(app).get("/+modify/Sandbox", "alice"))

        def work(n):
            if n % 3 == 0:
                return ask(port, "POST", "/+modify/Sandbox", f"person {n}", form | {"content_form_data_text": f"{n}"})
            if n % 3 == 1:
                return ask(port, "GET", "/+modify/Home", f"person {n}")
            return ask(port, "GET", "/+subscribe/Home", f"person {n}")

        statuses = [status for status, _ in at_once(30, work)]
        assert all(status < 400 for status in statuses), statuses
        assert [len(accounts_named(app, f"person {n}")) for n in range(30)] == [1] * 30


@pytest.mark.heavy
def test_the_first_requests_of_a_fresh_wiki_may_come_all_at_once(folder):
    with running_app(folder) as app, served(app, threads=20) as port:
        assert [status for status, _ in at_once(20, lambda _: ask(port, "GET", "/Home"))] == [200] * 20


@pytest.mark.heavy
def test_settings_saved_while_their_owner_reads_make_no_page_anonymous(folder):
    with running_app(folder) as app, served(app) as port:
        ask(port, "GET", "/Home", "alice")
        saved = threading.Event()

        def work(n):
            if n:
                pages = []
                while not saved.is_set():
                    pages.append(ask(port, "GET", "/Home", "alice"))
                return pages
            try:
                for i in range(12):
                    form = {"part": "options", "show_comments": "1"} if i % 2 else {"part": "options"}
                    assert ask(port, "POST", "/+usersettings", "alice", form)[0] in (200, 302)
            finally:
                saved.set()
            return []

        pages = [page for reader in at_once(3, work) for page in reader]
        assert pages
        assert {(status, "<span>alice</span>" in text) for status, text in pages} == {(200, True)}


def test_a_stored_file_is_replaced_as_a_whole(folder):
    with running_app(folder):
        store = BytesStore(str(folder / "data" / "default" / "meta"))
        store["key"] = b"old"

        class Slow(io.BytesIO):
            def read(self, _size=-1):
                seen.append((store["key"], sorted(store)))
                return super().read(4)

        seen = []
        before = sorted(store)
        store._setitem("key", Slow(b"a longer new value"))
        assert len(seen) > 4
        assert all(found == (b"old", before) for found in seen)
        assert (store["key"], sorted(store)) == (b"a longer new value", before)
        with pytest.raises(OSError, match="the disk is full"):
            store._setitem("key", Full())
        assert (store["key"], sorted(store)) == (b"a longer new value", before)
        assert [path for path in (folder / "data" / "default").iterdir() if path.name.startswith(".")] == []


class Full(io.BytesIO):
    def read(self, _size=-1):
        raise OSError("the disk is full")


def test_an_upload_that_fails_does_not_block_the_next_one(folder):
    with running_app(folder) as app:
        browser = WikiBrowser(app)

        def upload(path):
            return browser.post(
                path,
                "alice",
                data={"file_storage": (io.BytesIO(b"text"), "a.txt", "text/plain")},
                content_type="multipart/form-data",
            )

        assert upload("/+jfu-server/@itemid/" + "0" * 32).status_code >= 400
        answers = []
        worker = threading.Thread(target=lambda: answers.append(upload("/+jfu-server")), daemon=True)
        worker.start()
        worker.join(20)
        assert [answer.status_code for answer in answers] == [200]


def test_a_writer_that_hangs_does_not_take_the_others_with_it():
    lock = WriteLock(patience_seconds=0.05)
    statuses = []

    def hang(_environ, start_response):
        started.set()
        done.wait(20)
        start_response("200 OK", [])
        return [b"ok"]

    started, done = threading.Event(), threading.Event()
    app = lock.around_requests(hang)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/Home"}
    first = threading.Thread(target=app, args=(environ, lambda status, _: statuses.append(status)), daemon=True)
    first.start()
    started.wait(20)
    before = time.monotonic()
    assert app(environ, lambda status, _: statuses.append(status)) != [b"ok"]
    assert time.monotonic() - before < 10
    with pytest.raises(TimeoutError), lock:
        pass
    done.set()
    first.join(20)
    assert statuses == ["503 Service Unavailable", "200 OK"]
    with lock:
        pass


def test_writing_requests_take_turns_and_reading_ones_do_not(folder):
    with running_app(folder) as app:
        running, most = [], {"GET": 0, "POST": 0}

        def slow_view(item_name):
            running.append(item_name)
            time.sleep(0.2)
            most[item_name] = max(most[item_name], len(running))
            running.remove(item_name)
            return "done"

        app.view_functions["frontend.index"] = slow_view
        at_once(4, lambda _: WikiBrowser(app).post("/+index/POST"))
        at_once(4, lambda _: WikiBrowser(app).get("/+index/GET"))
        assert most["POST"] == 1
        assert most["GET"] > 1


def test_the_themes_are_there_before_the_first_request_needs_them(folder):
    with running_app(folder) as app:
        assert "topside" in (app.theme_manager._themes or {})

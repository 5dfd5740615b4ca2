"""Runs a command on a terminal of its own, and types.

Arguments: the command. On stdin, JSON: what to wait for on the screen and what to type then, pair by pair. On
stdout, JSON: what the screen showed, the exit code, and whether the terminal would show what is typed afterwards.
"""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import termios
import time

LIMIT_SECONDS = 60


def main() -> None:
    """Type what stdin says, and report."""
    steps: list[tuple[str, str]] = json.load(sys.stdin)
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    screen = ""
    seen = 0
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline:
        if steps and steps[0][0] in screen[seen:]:
            seen = len(screen)
            os.write(terminal, steps.pop(0)[1].encode())
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            chunk = os.read(terminal, 65_536)
        except OSError:
            # Linux says so when the last process has let go of the terminal.
            break
        if not chunk:
            break
        screen += chunk.decode(errors="replace")
    else:
        os.kill(child, 9)
    echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
    status = os.waitpid(child, 0)[1]
    code = os.waitstatus_to_exitcode(status)
    json.dump(
        {"screen": screen, "code": code, "echoes": echoes, "left": steps}, sys.stdout
    )


main()

"""What every judge that runs on Python shares: it reads its settings, asks the browser on the other side of the pipe to
walk somewhere, and says what it has found in order. It judges nothing itself. The lines are those of desk.mjs."""

import json
import sys


def line():
    text = sys.stdin.readline()
    if not text:
        raise EOFError("nobody answers any more")
    return json.loads(text)


settings = line()


def say(value):
    print(json.dumps(value), flush=True)


def walk(address):
    """Lets the browser walk from an address until it would leave for the judge's own; where it ended up."""
    say({"walk": address})
    return line()["address"]


def found(sentence):
    """Writes down something that was found in order."""
    say({"found": sentence})


def must(holds, sentence):
    """Fails unless this holds."""
    if not holds:
        raise AssertionError("not so: " + sentence)


def refused(attempt, *kinds):
    """Fails unless the attempt ends in one of these errors."""
    try:
        attempt()
    except kinds:
        return
    raise AssertionError("not refused")

"""The inspector's recorder on the browser's interpreters, without a browser around them."""

import pytest

from tests.vectors.interpreters import IN_NODE, ROOT, run

MODULES = {
    file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
    for file in [ROOT / "inspector" / "__init__.py", *(ROOT / "inspector/recorder").glob("*.py")]
}
PROGRAM = f"""
import json, os
for folder in ("inspector", "inspector/recorder"):
    os.mkdir("/app/" + folder)
for path, text in {MODULES!r}.items():
    with open("/app/" + path, "w") as file:
        file.write(text)

import inspector.recorder.client
from inspector.recorder.ports import RecordedStorage
from inspector.recorder.tape import LIMIT, UNWANTED, WANTED, Tape


class Storage:
    def __init__(self):
        self.entries = {{}}
        self.get, self.keys = self.entries.get, lambda: list(self.entries)

    def set(self, key, value):
        self.entries[key] = value

    def remove(self, key):
        self.entries.pop(key, None)


class Channel:
    def __init__(self):
        self.said = []
        self.post = self.said.append

    def listen(self, listener):
        self.hear = listener


class Clock:
    now = monotonic = lambda self: 2.0


class Config:
    domain_origin = "https://sign-in.example.com"
    jwks_uris = dict(issuer="https://sign-in.example.com/jwks.json")


channel = Channel()
tape = Tape(storage=Storage(), channel=channel, clock=Clock(), random_bytes=lambda n: b"a" * n)
for number in range(LIMIT + 2):
    tape.note("loaded", "/" + str(number), since=1.5, facts=[["state", "•32 #9f86d081"]])
first = json.loads(tape.lines()[0])
print(len(tape.lines()), first["what"], first["ms"], tape.tab)
channel.hear(WANTED)
print(len(json.loads(channel.said[-1])["lines"]))
channel.hear(UNWANTED)
print(len(tape.lines()))

storage = Storage()
recorded = RecordedStorage(storage, tape, Clock(), Config())
recorded.set("cognito.session.x", "{{}}")
print(recorded.get("cognito.session.x"), recorded.keys(), len(tape.lines()))
"""


@pytest.mark.parametrize("interpreter", IN_NODE)
def test_a_tape_runs_in_the_apps_own_page(interpreter: str) -> None:
    """It records, replays and clears on both interpreters; ports are passed through."""
    tape = ["250 /2 500.0 61616161", "250", "0"]
    assert run(interpreter, PROGRAM).splitlines() == [*tape, "{} ['cognito.session.x'] 1"]

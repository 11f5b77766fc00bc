"""The documents about speed: `docs/performance.md` and the chart that it shows."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from bench.chart import chart
from bench.figures import as_markdown, by_kind, judged, table
from bench.pages.sites import MEANINGS
from bench.profile import Profile
from bench.samples import Samples

PAGE = Template("""\
# How fast it starts

`uv run --group dev -m bench --write` measures all of this and writes this page.
The figures are medians of one run, with quartiles in brackets: only their ratios travel from one
machine to another.

![The figures as bars](performance.svg)

$figures

## The pages

$pages

All do the same job: they go to the sign-in page at once, come back, exchange the code, show who has
signed in and call the API.
One server gives out all of them, with the same headers for caches and the same compression.

## The targets

$targets

## Where the time goes

What the page's main thread does on the way to `/login`, warm, in milliseconds on the processor
(Chromium's own trace; waiting does not count, nor do other threads):

$profiles

The page called *interpreter* is the floor: it starts MicroPython, and then does without it.
Between it and the launcher lies what Python does. What keeps the launcher from being as quick as a page of
JavaScript, and why it stays:

- **WebAssembly is compiled when it is first called.** Some 460 of MicroPython's functions are, on each visit: between visits a browser keeps what its optimising compiler has made of the hottest few, and on a page that leaves at once there are hardly any. Code that runs once runs slowly, whatever it is written in.
- **An interpreter is a program, too.** MicroPython's JavaScript (108 kB) sets up files, terminals and a bridge that this page does not need; it comes as its makers ship it.
- **There is a landing page to lay out,** and ten files to ask for instead of two. That costs less than it seems: with the configuration inside the page and two files fewer, with the style sheet behind the programs, or with programs that do not wait for the document, the difference was lost in the noise.

What keeps the first answer of the API waiting: Pyodide starts when the launcher has decided, or Cognito takes its time, and most of its start is not Python any more. From its image Python is up in 0.03 s; before that some 0.4 s go by in which 10 MB of WebAssembly come out of the browser's cache, are decompressed and are taken over by the engine, while PyScript comes up beside them.

What has been done about the rest: no PyScript at the launcher; the browser asked which tabs have a session before there is any Python to ask; the steps between Python and storage counted, and most of them taken once; nothing fetched on the way back from Cognito that is not needed for the name; an image of MicroPython's memory instead of imports; texts looked at as a whole instead of character by character, and base64 by numbers, since MicroPython's own is written in Python; Pyodide started beside the launcher for whoever has a session, and fetched ahead for everybody else; its standard library as bytecode, in two parts; an image of its memory with Python up and that library imported, which is fetched in a quiet moment (2.1 MB more, never with data saved) and used from the next start on, stored where it need not be decompressed each time (a quarter of the time to read; it is checked against its hash); the files of Pyodide and PyScript asked for at once, not as one names the next, and while Cognito takes its time; content-hashed addresses that browsers keep for ever; the best compression there is, made ahead.

What was tried and left out: the image on a first visit as well (more to fetch than it saves); a second one with `auth` imported (no difference in ten alternating turns); a service worker (another program between a person and a login page); WebAssembly compiled as a whole ahead (more work on two cores, not less); Pyodide started beside the launcher on the way back from Cognito as well, however near that is, or only its files fetched by then (the first answer hardly sooner, the person's name on screen a third to a half later: two cores are busy); Pyodide's WebAssembly kept like that image (read sooner, but without what the browser has compiled of it: no gain after a sign-in); MicroPython's WebAssembly without a preload.

That last one is worth a look again some day. A browser keeps what its optimising compiler has made of a module, and Chromium does not look for it when the module was preloaded. Without the preload, and with the code kept, a visit to `/login` takes 17 % less of the processors. But on a line of 10 Mbit/s the first visit then takes 1.1 s instead of 0.8 s; and V8 keeps the code late: two seconds after the first function is compiled it looks whether more have been since, and if so looks again after, it seems, as many seconds as it means milliseconds: a minute or two. Most people have left for Cognito by then.

## How it is measured

- $browser, in a profile on disk. *Cold* is a new profile that has only been at another origin; *warm* is one that has signed in at the page some times before, so that compiled code is kept.
- The pages take turns, round after round ($rounds of them), so that whatever else the machine does hits all alike.
- A request leaves when the browser says so (Chrome DevTools Protocol); what stands on the screen is noticed by a mutation observer, and timed by the page's own clock from the moment its document was asked for.
- Bytes are those on the wire, headers included, as the browser counts them.
""")  # noqa: E501 - a list's item is a line


def write_documents(
    samples: Samples,
    profiles: Mapping[str, Profile],
    pages: Sequence[str],
    folder: Path,
    *,
    rounds: int,
    browser: str,
) -> None:
    """Write both into `folder`."""
    text = PAGE.substitute(
        figures=as_markdown(table(samples, pages)),
        pages="\n".join(f"- **{page}**: {MEANINGS[page]}." for page in pages),
        targets=as_markdown(judged(samples)),
        profiles=as_markdown(by_kind(profiles)),
        browser=browser,
        rounds=rounds,
    )
    (folder / "performance.md").write_text(text, "utf-8")
    (folder / "performance.svg").write_text(chart(samples, pages), "utf-8")

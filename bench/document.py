"""Write the documents about speed: `docs/performance.md` and its chart."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from bench.chart import chart
from bench.figures import as_markdown, by_kind, judged, summary, table
from bench.pages.sites import MEANINGS
from bench.profile import Profile
from bench.samples import Samples

PAGE = Template("""\
# How fast it starts

`uv run --group dev -m bench --write` measures this and writes this page.

## Summary

$summary

- *launcher* is this project as it is, *py* is this project without the launcher, *oidc-client-ts* is a page in JavaScript, *stock* is PyScript as most people use it.
- **Quick:** the sign-in page and the person's name. With the launcher they wait for MicroPython only.
- **Not quick:** the first API response after a sign-in. With the launcher it comes later than on *py*, because Pyodide starts only after the launcher has decided. The same is true for `main.py` when somebody opens the page with a session.

![The medians as bars](performance.svg)

## All measurements

Each cell has a median, and quartiles in brackets. Compare the figures of one run only: other machines have other figures, but similar ratios.
*Cold* is the first visit with a new browser profile, *warm* is a later visit.

$figures

| page | what it is |
| --- | --- |
$pages

All pages do the same: they go to the sign-in page at once, come back, exchange the code, show the person's name and call the API.
One server serves all of them, with the same cache headers and the same compression.

## Targets

$targets

## Where the time goes

This is the processor time of the page's main thread before `/login` is requested, warm, in milliseconds. It is from Chromium's own trace, without waiting and without other threads.

$profiles

The page *interpreter* starts MicroPython and then does not use it, so it is the minimum for the launcher. The rest is what Python does.

| why the launcher is slower than a page in JavaScript | details |
| --- | --- |
| WebAssembly is compiled when it is first called | About 460 functions of MicroPython are compiled on each visit. Between visits, a browser stores optimised code only, and a page that leaves at once has hardly any. |
| An interpreter is a program too | MicroPython's JavaScript (108 kB) sets up files, terminals and a bridge, which this page does not need. |
| There is a landing page | It has a layout and ten files instead of two. Fewer files, or another order, made no measurable difference. |

| why the first API response is late | details |
| --- | --- |
| Pyodide starts late | It starts when the launcher has decided, or while the person is at Cognito's pages. |
| Its WebAssembly is large | For about 0.4 s, 10 MB are read from the cache, decompressed and passed to the engine, while PyScript starts too. |
| Python itself | With its memory image, Python needs 0.03 s. |

## What has been done

| part | measure |
| --- | --- |
| launcher | it does not load PyScript |
| launcher | before any Python runs, JavaScript asks the browser which tabs have a session |
| launcher | its calls into storage are few, and most are made together |
| launcher | an image of MicroPython's memory replaces imports |
| launcher | strings are processed as a whole, and base64 with numbers, since MicroPython's own is written in Python |
| way back from Cognito | only what the name needs is loaded |
| Pyodide | with a session, it starts beside the launcher; for everybody else its files are loaded ahead |
| Pyodide | its standard library is bytecode, in two parts |
| Pyodide | an image of its memory, with the standard library imported, is loaded when idle (2.1 MB more, never in data-saving mode) and used from the next start on |
| Pyodide | that image is stored uncompressed, which takes a quarter of the time to read; its hash is checked |
| Pyodide | its files and PyScript's are requested together, and while the person is at Cognito's pages |
| all files | URLs contain the content's hash, so that browsers cache them without a limit |
| all files | they are compressed ahead, as well as possible |

## What was tried and left out

| idea | result |
| --- | --- |
| the memory image on a first visit too | it takes longer to load than it saves |
| a second memory image with `auth` imported | no difference in ten alternating rounds |
| a service worker | one more program between a person and a sign-in page |
| WebAssembly compiled ahead as a whole | more work for two cores, not less |
| Pyodide started beside the launcher on the way back from Cognito, or only its files loaded by then | the API response is hardly earlier, the name a third to a half later |
| Pyodide's WebAssembly stored like the image | it is read sooner, but without the browser's compiled code: no gain after a sign-in |
| MicroPython's WebAssembly without a preload | see below |

Without the preload, a visit to `/login` takes 17 % less processor time once Chromium has stored its compiled code: it does not look for that code if the module was preloaded.
But on a line of 10 Mbit/s the first visit takes 1.1 s instead of 0.8 s, and V8 stores the code a minute or two after the visit, when most people have left for Cognito. This may be worth another look.

## How it is measured

- The browser is $browser, with a profile on disk. *Warm* means that the profile has signed in at the page several times, so that compiled code is stored. *Cold* means a new profile that has only visited another origin.
- The pages are visited in turn, in $rounds rounds, so that other work on the machine affects all of them.
- Requests are timed by the browser (Chrome DevTools Protocol). What is on the screen is noticed by a mutation observer, and timed by the page's clock since its document was requested.
- Bytes include headers, as the browser counts them.
""")  # noqa: E501 - a table's row is a line


def write_documents(
    samples: Samples,
    profiles: Mapping[str, Profile],
    pages: Sequence[str],
    folder: Path,
    *,
    rounds: int,
    browser: str,
) -> None:
    """Write both documents.

    Args:
        samples: The measured values.
        profiles: The processor times, by page.
        pages: The pages in the order of the columns.
        folder: Where the documents are written.
        rounds: The number of rounds.
        browser: The browser's name and version.
    """
    text = PAGE.substitute(
        summary=as_markdown(summary(samples)),
        figures=as_markdown(table(samples, pages)),
        pages="\n".join(f"| {page} | {MEANINGS[page]} |" for page in pages),
        targets=as_markdown(judged(samples)),
        profiles=as_markdown(by_kind(profiles)),
        browser=browser,
        rounds=rounds,
    )
    (folder / "performance.md").write_text(text, "utf-8")
    (folder / "performance.svg").write_text(chart(samples, pages), "utf-8")

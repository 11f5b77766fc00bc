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
- **Not quick:** the first API response after a sign-in, which waits for Pyodide. If Cognito is near, Pyodide starts only after the launcher has decided. If it is far away, Pyodide starts while Cognito answers, and the response comes sooner than on *py*.
- An app that needs no CPython does not have to wait: *mpy* in the table below runs it on MicroPython ([how to tell](your-own-page.md#which-interpreter-does-my-app-need)).

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

| what is missed | why |
| --- | --- |
| `/login` | *interpreter*, which only starts MicroPython, takes about one and a half times as long as *oidc-client-ts*. What is left of the target is less than Python's own work and the landing page need (next section). |
| first API response, `main.py` | Pyodide takes as long as on *py*, and the launcher's work comes before it or beside it, on the same thread. A quarter of *stock* is less than *py* itself needs. |
| the same with Cognito on another site | There, *py* comes back in a process that has not compiled Pyodide yet. In seven rounds with a near Cognito, the first response took 1.11 times as long as on *py*. |

## Where the time goes

This is the processor time of the page's main thread before `/login` is requested, warm, in milliseconds. It is from Chromium's own trace, without waiting and without other threads.

$profiles

The page *interpreter* starts MicroPython and then does not use it, so it is the minimum for the launcher. The rest is what Python does.

| why the launcher is slower than a page in JavaScript | details |
| --- | --- |
| WebAssembly is compiled when it is first called | About 460 functions of MicroPython are compiled on each visit. Between visits, a browser stores optimised code only, and a page that leaves at once has hardly any. |
| There is a landing page | It has a layout and ten files instead of two. Fewer files, or another order, made no measurable difference. |

| why the first API response is late | details |
| --- | --- |
| Pyodide starts late | It starts when the launcher has decided, or while a far Cognito answers. |
| Its WebAssembly is large | For about 0.4 s, 10 MB are read from the cache, decompressed and passed to the engine, while PyScript starts too. |
| Python itself | With its memory image, Python needs 0.03 s. |

## What has been done

| technique | saves | costs | file |
| --- | --- | --- | --- |
| The launcher does not load PyScript | its JavaScript (136 kB uncompressed) and its start, before `/login` | a small module that starts programs | `static/boot.js` |
| An image of MicroPython's memory replaces imports | more time than all later work of the launcher | a build step with Node; 30 kB more than compressed bytecode | `server/building/micropython_image.mjs` |
| Free memory is zeros in both images of MicroPython, the stack is left out, and garbage is collected after each import | 6.6 of 72.0 kB before `/login` | a debug function of MicroPython says what is free | `server/building/micropython_image.mjs` |
| The launcher's MicroPython has JavaScript without files, terminals and assertions in place of emscripten's | 21.2 of 26.5 kB before `/login`; half of the 23 ms of processor time in which Node starts MicroPython | 140 lines; a build step that takes over the bridge to JavaScript | `server/building/launcher_module.js` |
| The launcher's MicroPython is without the library modules that `auth` does not import, without tables of mathematics, and without the source text of its bridge | 30.9 of 169.8 kB before `/login` | that data is zeros; a list of what is kept, which a test compares with the imports | `server/building/unused_data.mjs` |
| The launcher's image has only the modules that a sign-in needs | 11 kB before `/login` | a second image; `AuthClient` imports its calls late | `server/building/sources.py` |
| A compile hint before the interpreters' scripts: V8 compiles them on another thread while they arrive | 8 ms of the main thread before `/login`; 540 functions that were compiled one by one after a callback | a comment before each script; functions that nobody calls are compiled too | `server/manifest.py` |
| JavaScript asks which tabs have a session before any Python runs | a wait after the launcher's first line | one parameter | `static/boot.js` |
| Few calls into storage, most made together | on MicroPython, a call takes longer than the access | storage is read as a whole | `auth/browser/storage.py` |
| Strings are processed as a whole, base64 with numbers | MicroPython's own base64 takes ten times as long | a second encoder | `auth/encoding/radix64.py` |
| With a session, Pyodide starts beside the launcher | the launcher's time | a check of sessionStorage in JavaScript | `static/ahead.js` |
| While a far Cognito answers, Pyodide starts | up to the time of the response | nothing if Cognito is near: it begins after 50 ms | `static/boot.js` |
| The request for the issuer's keys does not wait for Python | a round trip after the callback | a line in JavaScript for each option of the request | `static/boot.js` |
| Pyodide's files are loaded ahead on the landing page | 4 MB after the callback | 4 MB for people who do not sign in, never in data-saving mode | `static/ahead.js` |
| All modules of the app are requested together | a round trip for each import in a row | a list of them | `static/interpreters.js` |
| The head of a page without the launcher lists what the app needs | on *mpy*, half of the 1.2 s before `/login` on a first visit with 60 ms latency | a list of files | `server/page_head_app.html` |
| The standard library is bytecode, in three archives | compilation, and 2 MB before the app runs | a build step with Pyodide | `server/building/compile_in_pyodide.py` |
| Packages get a small archive of what they import of the standard library, and their extension modules are compiled as soon as they have arrived | 4.2 MB before decompression, and time while Pyodide starts | a list of modules; a private interface of emscripten | `static/packages.js` |
| Large packages are stored uncompressed, and their hashes are checked | two thirds of the time to read them | their size in the browser's storage once more | `static/packages.js` |
| An image of Pyodide's memory with the standard library imported | 0.3 s from the second start on | 2.1 MB when idle; private interfaces of Pyodide | `server/building/pyodide_image.mjs` |
| That image is stored uncompressed, and its hash is checked | three quarters of the time to read it | 7.7 MB of the browser's storage | `static/pyodide.js` |
| Pyodide starts in three tasks | half of the longest time in which the page cannot react, 0.08 s | a private interface of Pyodide | `static/pyodide.js` |
| Addresses contain the content's hash | requests that ask whether a file has changed | an import map | `server/release.py` |
| Files are compressed ahead, as well as possible | three quarters of the bytes | a minute or two for `serve.py build` | `server/building/compression.py` |
| The page connects to Cognito while it starts, also for requests with `fetch` | TCP and TLS: two round trips before `/login`, two before the tokens | a connection that the landing page does not use | `server/release.py` |
| An API does not encode tokens again to check their spelling, and lets CPython parse numbers | 5 µs of 42 for each token | a table of the last characters | `auth/encoding/base64url.py` |

## What was tried and left out

| idea | result |
| --- | --- |
| the memory image on a first visit too | it takes longer to load than it saves |
| a second memory image with `auth` imported | no difference in ten alternating rounds |
| a service worker | one more program between a person and a sign-in page |
| WebAssembly compiled ahead as a whole | more work for two cores, not less |
| Pyodide started beside the launcher on the way back from Cognito, or only its files loaded by then | the API response is hardly earlier, the name a third to a half later |
| Pyodide's WebAssembly stored like the image | it is read sooner, but without the browser's compiled code: no gain after a sign-in |
| `wasm-opt -Oz` on MicroPython's WebAssembly | 12 % shorter, but 1.4 % compressed (2.4 of 170 kB); for a build tool of 104 MB and 8 s of processor time |
| MicroPython's WebAssembly with numbers in their shortest form, as `wasm-opt` writes them | 6 % shorter, but 1.1 % compressed; 70 lines that decode every instruction |
| functions left out of it that the launcher cannot reach | at most 10 kB compressed with the modules that nobody imports; needs a decoder and the layout of MicroPython's objects |
| a MicroPython compiled for the launcher | not built: a binary in this repository that nobody can compare with a published one; Debian's emscripten is of 2022 |
| other modes and block sizes of brotli for it | 0.6 kB |
| `Protocol` classes left out of the launcher's image, one file name for all its modules | 0.5 and 0.3 kB |
| published scripts and style sheets without comments | 1.9 kB; other bytes than in development, for which hashes and line numbers are wanted |
| `Permissions-Policy` with documents only | 7.7 kB over HTTP/1.1, little over HTTP/2; every response has the same headers |
| pointers in the image of MicroPython stored relative, or apart | 3 to 9 % larger after compression |
| early hints (status 103) in the rules for hosts | the page is a file, so there is no time in which a server computes it; its head names the same files |
| a declaration of the first API call, which the launcher would send | not built: it would save one round trip to the API, and an app's first call would be written in two places |
| MicroPython's WebAssembly without a preload | see below |

Without the preload, a visit to `/login` takes 9 to 17 % less processor time once Chromium has stored its compiled code: it does not look for that code if the module was preloaded.
But on a line of 10 Mbit/s the first visit takes 0.5 s instead of 0.4 s, and V8 stores the code a minute or two after the visit, when most people have left for Cognito. This may be worth another look.

Chromium 156 stores the compiled code of JavaScript modules too, but does not use it for the first load of a module in a process, only for later ones.
(It does with the switch `--disable-features=BackgroundResourceFetch`.) So the first load compiles Pyodide's and PyScript's JavaScript again: 0.1 s of the main thread, of which the compile hint moves most to another thread.
On *py*, the landing page is that first load, and the way back is a later one, if Cognito is on the same site and so in the same process. With a Cognito on another site, as on the web, it is not: compare the rows with a Cognito 80 ms away.

## How it is measured

- The browser is $browser, with a profile on disk. *Warm* means that the profile has signed in at the page several times, so that compiled code is stored. *Cold* means a new profile that has only visited another origin.
- The pages are visited in turn, in rounds (this time $rounds), so that other work on the machine affects all of them. There are as many rounds as fit into five minutes.
- *80 ms away*: bytes to and from Cognito pass through a proxy that delays them by half of that each, and each new connection by two round trips more, for TCP and TLS. Cognito is another site then. Requests to the API are delayed too.
- *Processor time* is that of all processes of the browser, from the visit until the API's response is shown (CDP, SystemInfo). The *longest task* is the longest for which the main thread cannot react (Long Tasks API).
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

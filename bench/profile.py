"""Measure what a page's main thread does before `/login`: processor time by kind of work.

From the browser's own trace (Trace Event Format): a slice's own time is its time on the processor
less that of the slices inside it.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from bench.visits import Tab

CATEGORIES = ["devtools.timeline", "toplevel", "v8", "v8.wasm", "disabled-by-default-v8.compile"]
KINDS = {
    "compile WebAssembly": ("wasm.", "v8.wasm."),
    "parse and compile JavaScript": ("V8.Parse", "V8.Compile", "v8.compile", "V8.Optimize"),
    "run programs": (
        "BlinkScheduler_PerformMicrotaskCheckpoint",
        "EvaluateScript",
        "FireIdleCallback",
        "FunctionCall",
        "RunMicrotasks",
        "v8.callFunction",
        "v8.evaluateModule",
        "v8.run",
    ),
    "parse, lay out and paint the document": (
        "Commit",
        "Layerize",
        "Layout",
        "Paint",
        "ParseAuthorStyleSheet",
        "ParseHTML",
        "PrePaint",
        "UpdateLayoutTree",
    ),
}
"""Kinds of work, by the prefixes of their slices' names; the first match counts."""

REST = "other: requests, messages, memory"

Event = dict[str, Any]
Profile = dict[str, float]


def profile_visit(tab: Tab) -> Profile:
    """Return the milliseconds of each kind of work on a visit to `/login`."""
    site = tab.site
    with tab.tracing(CATEGORIES) as events:
        tab.reaches_login()
    return own_times(events, site.url, f"{site.origins.domain}/login?")


def medians(profiles: Sequence[Profile]) -> Profile:
    """Return the median of each kind of work."""
    return {kind: median(one[kind] for one in profiles) for kind in (*KINDS, REST)}


def own_times(events: Sequence[Event], start: str, end: str) -> Profile:
    """Return the main thread's own times by kind, in milliseconds, from one request to another.

    `start` is an address, `end` the beginning of one.
    """
    requests = [event for event in events if event["name"] == "ResourceSendRequest"]
    first = next(one for one in requests if one["args"]["data"]["url"] == start)
    last = next(one for one in requests if one["args"]["data"]["url"].startswith(end))
    thread = first["pid"], first["tid"]
    slices = sorted(
        (
            event
            for event in events
            if (event["pid"], event["tid"]) == thread
            and event["ph"] == "X"
            and "tdur" in event
            and first["ts"] <= event["ts"] <= last["ts"]
        ),
        key=lambda event: (event["ts"], -event["dur"]),
    )
    total: Counter[str] = Counter(dict.fromkeys((*KINDS, REST), 0.0))
    outer: list[Event] = []
    for event in slices:
        while outer and outer[-1]["ts"] + outer[-1]["dur"] <= event["ts"]:
            outer.pop()
        if outer:
            total[_kind(outer[-1])] -= event["tdur"] / 1000
        total[_kind(event)] += event["tdur"] / 1000
        outer.append(event)
    return dict(total)


def _kind(event: Event) -> str:
    name = event["name"]
    return next((kind for kind, starts in KINDS.items() if name.startswith(starts)), REST)

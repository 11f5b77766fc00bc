"""The view of the drills: a card for each attack, with its rule and the result."""

from collections.abc import Callable
from typing import Any

from auth.config import AuthConfig
from auth.page import Page
from auth.ports import Runtime
from auth.session.record import SessionRecord
from auth.session.states import Session
from inspector.drills.catalogue import DRILLS
from inspector.drills.outcome import Drill, Lab, Outcome
from inspector.page.elements import Actions, by_id, fill, make


class DrillsView:
    """Shows every drill; those that need tokens are enabled while somebody is signed in."""

    def __init__(
        self,
        page: Page,
        config: AuthConfig,
        runtime: Runtime,
        record: Callable[[], SessionRecord | None],
    ) -> None:
        self._page = page
        self._config = config
        self._runtime = runtime
        self._record = record
        self._actions = Actions(page)
        fill("drill-cards", *(self._card(drill) for drill in DRILLS))

    def show(self, session: Session) -> None:
        """Enable the drills that work in this session."""
        has_tokens = session.is_signed_in and self._record() is not None
        for drill in DRILLS:
            if drill.needs_session:
                by_id(f"try-{drill.key}").disabled = not has_tokens

    def _card(self, drill: Drill) -> Any:
        title = make("h3", drill.title, id=f"title-{drill.key}")
        button = make("button", "Try it", type="button", class_="quiet", id=f"try-{drill.key}")
        button.setAttribute("aria-label", f"Try it: {drill.title}")
        self._actions.on_click(button, lambda: self._run(drill))
        source = make("a", drill.section, href=drill.url, target="_blank", rel="noreferrer")
        rule = make("p", make("strong", "The rule: "), drill.rule, " ", source, class_="rule")
        said = make("div", id=f"said-{drill.key}", role="status", class_="said")
        story = make("p", drill.story)
        named = f"title-{drill.key}"
        return make("article", title, story, button, said, rule, aria_labelledby=named)

    async def _run(self, drill: Drill) -> None:
        lab = Lab(self._config, self._runtime, self._page.client, self._record())
        fill(f"said-{drill.key}", *_result(await drill.run(lab)))


def _result(outcome: Outcome) -> list[Any]:
    steps = make("ol", *(make("li", step) for step in outcome.steps))
    if not outcome.refusal:
        return [steps, make("p", "Not refused!", class_="verdict accepted-attack")]
    refused = make("strong", "Refused. ")
    return [
        steps,
        make("p", refused, make("code", outcome.refusal), class_="verdict refused-attack"),
    ]

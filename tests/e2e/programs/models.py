"""An app that imports large packages at once, one of them with compiled code."""

import js
import networkx as nx  # type: ignore[import-untyped]
from pydantic import BaseModel


class Link(BaseModel):
    """A link of a graph."""

    start: int
    end: int


links = [Link(start=number, end=str(number + 1)) for number in range(9)]  # type: ignore[arg-type] # which a model converts
graph = nx.Graph((link.start, link.end) for link in links)
found = nx.shortest_path_length(graph, 0, 9)
js.document.getElementById("alert").textContent = f"{found} links"
js.document.documentElement.dataset.session = "signed_out"

"""The page: it checks what the API sends with the backend's own models, and draws it as SVG."""

import js
from models import Day, Rain
from pydantic import ValidationError

from auth import AuthConfig, Page, Session

SVG = "http://www.w3.org/2000/svg"
WIDTH, HEIGHT, LINE = 600, 200, 20

page = Page()
[api] = AuthConfig.from_pyscript().api_origins


@page.on_session
async def show(session: Session) -> None:
    """Greet the signed-in person, and draw their measurements."""
    if session.user is not None:
        page.write("name", session.user.name)
        response = await page.client.fetch(f"{api}/rain")
        draw(Rain.model_validate_json(response.raise_for_status().text()))


@page.on_click("add")
async def add() -> None:
    """Send a measurement, if the model accepts it: the backend would refuse it too."""
    try:
        day = Day.model_validate({name: value_of(name) for name in ("day", "millimetres")})
    except ValidationError as mistake:
        first = mistake.errors()[0]
        page.write("mistake", f"{first['loc'][0]}: {first['msg']}")
        return
    page.write("mistake", "")
    body = day.model_dump(mode="json")
    response = await page.client.fetch(f"{api}/rain", method="POST", json=body)
    draw(Rain.model_validate_json(response.raise_for_status().text()))


def value_of(name: str) -> str:
    """Return what somebody has entered."""
    return str(js.document.getElementById(name).value)


def draw(rain: Rain) -> None:
    """Draw a bar for each day."""
    page.write("place", f"{rain.place}, {sum(day.millimetres for day in rain.days):.1f} mm")
    chart = js.document.getElementById("chart")
    chart.replaceChildren()
    chart.setAttribute("viewBox", f"0 0 {WIDTH} {HEIGHT + LINE}")
    wettest = max([1.0, *(day.millimetres for day in rain.days)])
    width = WIDTH / max(1, len(rain.days))
    for number, day in enumerate(rain.days):
        height = HEIGHT * day.millimetres / wettest
        left, top = number * width, HEIGHT - height
        bar = add_to(chart, "rect", x=left + 2, y=top, width=width - 4, height=height)
        add_to(bar, "title").append(f"{day.day:%d %B}: {day.millimetres} mm")
        label = add_to(chart, "text", x=left + width / 2, y=HEIGHT + LINE - 4)
        label.append(str(day.day.day))


def add_to(parent: "js.Element", tag: str, **attributes: float) -> "js.Element":
    """Add an element of SVG."""
    element = js.document.createElementNS(SVG, tag)
    for name, value in attributes.items():
        element.setAttribute(name, str(round(value, 1)))
    parent.append(element)
    return element


await page.start()

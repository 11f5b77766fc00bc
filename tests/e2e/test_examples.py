"""The examples in a browser: somebody signs in, and each does what it is an example of."""

from playwright.sync_api import expect

from tests.e2e.entries import example
from tests.e2e.person import Person


def loaded(person: Person, part: str) -> list[str]:
    """Return the addresses with `part` in them that the browser has asked for."""
    return [one.url for one in person.watch.requests if part in one.url]


@example("smallest")
def test_the_smallest_app_asks_the_api(person: Person) -> None:
    """Greeted by name, and known to the API."""
    person.signs_in()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username":"ada"')


@example("micropython_only")
def test_an_app_on_micropython_loads_no_pyodide(person: Person) -> None:
    """The session is renewed at a press of a button, and its steps are shown."""
    person.signs_in()
    steps = person.page.locator("#steps")
    expect(person.page.locator("#good-for")).to_have_text("60 minutes, then it is renewed")
    expect(steps).to_have_text("tokens_accepted")
    person.button("Renew").click()
    expect(steps).to_have_text("tokens_accepted, renewal_started, renewed")
    assert loaded(person, "/micropython/")
    assert not loaded(person, "/pyodide/")


@example("cpython_library")
def test_an_app_has_libraries_of_cpythons(person: Person) -> None:
    """Figures are read and summed up; what cannot be read is said."""
    person.signs_in()
    person.button("Summarise").click()
    expect(person.page.locator("#summary")).to_have_text(
        "Ada: mean 7.75, median 7.75, spread 0.25\n"
        "Grace: mean 7.50, median 7.5, spread 1.50\n"
        "Hopper, G.: mean 8.00, median 8, spread 0.00"
    )
    person.page.get_by_label("Name, hours").fill("Ada, many")
    person.button("Summarise").click()
    expect(person.alert).to_have_text("Every line needs a name, a comma and a number.")


@example("shared_models")
def test_an_app_draws_what_the_api_sent(person: Person) -> None:
    """Both have one model: what it refuses is not sent, and what it accepts is drawn."""
    person.signs_in()
    bars = person.page.locator("#chart rect")
    expect(bars).to_have_count(5)
    expect(person.page.locator("#place")).to_have_text("Somerset, 23.2 mm")
    person.page.get_by_label("Millimetres").fill("-1")
    person.button("Add").click()
    mistake = person.page.locator("#mistake")
    expect(mistake).to_have_text("millimetres: Input should be greater than or equal to 0")
    person.page.get_by_label("Millimetres").fill("23")
    person.button("Add").click()
    expect(bars).to_have_count(6)
    expect(bars.last).to_have_attribute("height", "200.0")
    assert loaded(person, "/packages/pydantic-core-")


@example("fastapi_backend")
def test_an_app_keeps_notes_at_a_backend(person: Person) -> None:
    """A note is sent to the other origin with the token, and comes back as text."""
    person.signs_in()
    person.page.get_by_label("New note").fill("<b>call</b> Charles")
    person.button("Add").click()
    expect(person.page.locator("#notes")).to_contain_text("<b>call</b> Charles")
    assert loaded(person, f"{person.site.others.api}/notes")

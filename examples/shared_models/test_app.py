"""Test the page without a browser; Cognito is the stand-in."""

from models import Rain

RAIN = Rain.model_validate(
    {
        "place": "Somerset",
        "days": [
            {"day": "2026-03-01", "millimetres": 10},
            {"day": "2026-03-02", "millimetres": 2.5},
        ],
    }
)


def test_the_page_draws_what_the_api_sends(cognito_app):
    app = cognito_app(user="ada", api={"/rain": RAIN.model_dump(mode="json")})
    assert app.text("place") == "Somerset, 12.5 mm"
    bars = app.element("chart").querySelectorAll("rect")
    assert [bar.getAttribute("height") for bar in bars] == ["200.0", "50.0"]


def test_what_the_model_refuses_is_not_sent(cognito_app):
    app = cognito_app(user="ada", api={"/rain": RAIN.model_dump(mode="json")})
    app.fill("millimetres", "-1")
    app.click("add")
    assert app.text("mistake") == "millimetres: Input should be greater than or equal to 0"
    assert [call.method for call in app.calls] == ["GET"]

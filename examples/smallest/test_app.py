"""Test the page without a browser; Cognito is the stand-in."""


def test_the_page_shows_who_is_signed_in(cognito_app):
    app = cognito_app(user="ada")
    assert app.text("name") == "Ada Lovelace"


def test_the_button_calls_the_api(cognito_app):
    app = cognito_app(user="ada", api={"/api/user": {"username": "ada"}})
    app.click("call-api")
    assert "ada" in app.text("api-result")

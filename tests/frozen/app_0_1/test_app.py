"""The app's own test."""


def test_the_page_shows_who_is_signed_in(cognito_app):
    """The name and the claims are those of the ID token."""
    app = cognito_app(user="ada")
    assert app.text("name") == "Ada Lovelace"
    assert "ada@example.com" in app.text("claims")


def test_the_button_calls_the_api(cognito_app):
    """The API's response is shown."""
    app = cognito_app(user="ada", api={"/api/user": {"username": "ada"}})
    app.click("call-api")
    assert app.text("result") == "ada"

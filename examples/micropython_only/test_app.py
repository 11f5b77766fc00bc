"""Test the page without a browser; Cognito is the stand-in."""


def test_the_page_shows_who_is_signed_in(cognito_app):
    app = cognito_app(user="ada")
    assert app.text("name") == "Ada Lovelace"
    assert app.text("good-for") == "60 minutes, then it is renewed"


def test_the_button_renews_the_tokens(cognito_app):
    app = cognito_app(user="ada")
    app.click("renew")
    assert "renewed" in app.text("steps")

"""Test the page without a browser; Cognito is the stand-in."""


def test_the_page_shows_who_is_signed_in(cognito_app):
    app = cognito_app(user="ada")
    assert app.text("name") == "Ada Lovelace"


def test_the_button_adds_a_note(cognito_app):
    app = cognito_app(user="ada", api={"/notes": ["call Charles"]})
    app.fill("note", "call Charles")
    app.click("add")
    assert app.text("notes") == "call Charles"

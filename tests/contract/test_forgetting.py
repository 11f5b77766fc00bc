"""Expired entries are deleted, so that a stand-in can run for months."""

from cognito_stand_in import FakeCognito, run_command
from tests.contract.app import App, Clock

DAY = 86400


def held(cognito: FakeCognito) -> dict[str, int]:
    """Count the entries of the stand-in."""
    return {
        "codes": len(cognito.codes.store.entries),
        "interactions": len(cognito.interactions.store.entries),
        "sessions": len(cognito.sessions.store.entries),
        "families": len(cognito.families.by_origin),
        "refresh tokens": len(cognito.families.store.entries),
        "messages": len(cognito.directory.outbox),
    }


def use_everything(app: App) -> None:
    """Create one entry of each kind."""
    app.cognito.sessions.end_all()
    app.browser.open(app.url("/forgotPassword"))
    app.browser.submit({"username": "ada"})
    app.refresh(app.tokens()["refresh_token"])


def test_what_has_run_out_is_forgotten(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """After years of use, only the entries of the latest visit are left."""
    use_everything(app)
    first = held(cognito)
    for _ in range(5):
        clock.advance(365 * DAY)
        use_everything(app)
    assert held(cognito) == first
    assert first["refresh tokens"] == 2


def test_what_still_counts_is_kept(app: App, clock: Clock) -> None:
    """A session still works after a month of other people's visits."""
    token = app.tokens()["refresh_token"]
    for _ in range(29):
        clock.advance(DAY)
        app.tokens(prompt="login")
    assert app.refresh(token).status_code == 200


def test_a_revoked_family_stays_over(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """Deleting it changes no response."""
    tokens = app.tokens()
    app.revoke(tokens["refresh_token"])
    clock.advance(120)
    app.tokens()
    assert len(cognito.families.by_origin) == 1
    assert app.user_info(tokens["access_token"]).status_code == 401
    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert app.revoke(tokens["refresh_token"]).status_code == 200


def test_a_clock_set_back_does_not_end_the_sweeping(
    app: App, cognito: FakeCognito, clock: Clock
) -> None:
    """A stand-in whose clock was wrong for a while still deletes expired entries."""
    app.tokens()
    clock.advance(-10 * DAY)
    app.tokens(prompt="login")
    clock.advance(365 * DAY)
    app.tokens(prompt="login")
    assert held(cognito)["sessions"] == 1


def test_a_deleted_person_leaves_nothing_to_a_namesake(app: App, cognito: FakeCognito) -> None:
    """A new account with the same name does not inherit the old one's tokens or session."""
    tokens = app.tokens()
    run_command(cognito, ["delete", "ada"])
    run_command(cognito, ["add-user", "ada", "other@example.com", "Noether-Theorem-1915"])
    assert app.refresh(tokens["refresh_token"]).status_code == 400
    assert app.user_info(tokens["access_token"]).status_code == 401
    assert "/login?" in app.browser.open(app.url())

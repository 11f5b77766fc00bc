"""Running the pool by command."""

import re

import pytest

from cognito_stand_in import CommandRefused, FakeCognito, run_command
from cognito_stand_in.control.commands import COMMANDS, in_columns
from tests.contract.app import ADA, CLIENT_ID, App


def run(cognito: FakeCognito, line: str) -> str:
    """Run a line."""
    return run_command(cognito, line.split())


def test_help_lists_every_command(cognito: FakeCognito) -> None:
    """Without words, or with help, every command is explained."""
    assert run(cognito, "") == run(cognito, "help")
    assert len(run(cognito, "help").splitlines()) == len(COMMANDS)


def test_people_can_be_listed_and_added(cognito: FakeCognito) -> None:
    """Somebody added can sign in at once and is in the list; no password is ever shown."""
    run(cognito, "add-user emmy emmy@example.com Noether-Theorem-1915")
    app = App(cognito)
    assert app.browser.sign_in(app.url(), "emmy@example.com", "Noether-Theorem-1915").startswith(
        "http://localhost:8000/"
    )
    assert "emmy" in run(cognito, "users")
    assert "Noether" not in run(cognito, "users")


def test_somebody_can_be_confirmed(cognito: FakeCognito) -> None:
    """An account that waits for its code is accepted."""
    user = cognito.directory.sign_up("emmy", "Noether-Theorem-1915", {"email": "emmy@example.com"})
    assert "unconfirmed" in run(cognito, "users")
    run(cognito, "confirm emmy")
    assert user.confirmed
    assert user.attributes["email_verified"] == "true"


def test_a_reset_makes_somebody_choose_a_password(cognito: FakeCognito) -> None:
    """After a reset the old password is refused until another one is set."""
    app = App(cognito)
    run(cognito, "reset ada")
    app.sign_in()
    assert app.browser.page is not None
    assert app.browser.page.alerts == ["Password reset required for the user"]
    run(cognito, "set-password ada Analytical-Engine-1843")
    assert app.sign_in().startswith("http://localhost:8000/")


def test_a_username_comes_before_anothers_alias(cognito: FakeCognito) -> None:
    """`ada` stays who she is, although somebody else prefers this name."""
    cognito.pool.alias_attributes = ("preferred_username",)
    grace = cognito.pool.users.pop("grace")
    cognito.pool.users = {"grace": grace, **cognito.pool.users}
    grace.attributes["preferred_username"] = "ada"
    run(cognito, "disable ada")
    assert (grace.enabled, cognito.pool.users["ada"].enabled) == (True, False)
    found = cognito.directory.find("ada")
    assert found is not None
    assert found.username == "ada"


def test_groups(cognito: FakeCognito) -> None:
    """People join groups once and leave them."""
    run(cognito, "join ada editors")
    assert run(cognito, "join ada editors") == "ada is in admins, editors"
    assert run(cognito, "leave ada admins") == "ada is in editors"
    assert run(cognito, "leave ada editors") == "ada is in no group"


def test_disable_enable_and_delete(cognito: FakeCognito) -> None:
    """An account can be closed for a while, or for good. Its tokens end at once."""
    app = App(cognito)
    tokens = app.tokens()
    run(cognito, "disable ada")
    assert "disabled" in run(cognito, "users")
    run(cognito, "enable ada")
    assert "disabled" not in run(cognito, "users")
    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    run(cognito, "delete ada")
    assert ADA not in cognito.pool.users


def test_all_sessions_can_be_ended(cognito: FakeCognito) -> None:
    """Ending sessions ends the browser's, refresh tokens and userInfo; another person's stay."""
    app = App(cognito)
    tokens, code = app.tokens(), app.code()
    assert run(cognito, "end-sessions grace") == "ended 0 browser sessions and 0 token families"
    assert (
        run(cognito, "end-sessions ada@example.com")
        == "ended 1 browser sessions and 1 token families"
    )
    assert app.user_info(tokens["access_token"]).status_code == 401
    assert app.refresh(tokens["refresh_token"]).status_code == 400
    assert app.exchange(code).json() == {"error": "invalid_grant"}
    assert "/login?" in app.browser.open(app.url())
    assert run(cognito, "end-sessions").startswith("ended 0")


def test_keys_can_be_rotated(cognito: FakeCognito) -> None:
    """Keys change, and the old ones stay or go."""
    first = cognito.keys.id_key
    run(cognito, "rotate-keys")
    assert first in cognito.keys.published
    run(cognito, "rotate-keys withdraw")
    assert first not in cognito.keys.published


def test_the_outbox_shows_codes(cognito: FakeCognito) -> None:
    """Codes that no e-mail carried can be read here."""
    assert run(cognito, "outbox") == "no codes"
    code = cognito.directory.send_code(cognito.pool.users[ADA], "reset").code
    assert code in run(cognito, "outbox")


def test_faults_and_switches(cognito: FakeCognito) -> None:
    """Faults and switches can be listed and set."""
    assert run(cognito, "fault slow 3") == "on: slow"
    assert "* slow" in run(cognito, "faults")
    assert run(cognito, "fault slow off") == "on: no fault"
    assert run(cognito, "switch throttled_body html") == "throttled_body is html"
    assert run(cognito, "switch extra_claims on") == "extra_claims is on"
    assert (
        run(cognito, "switch user_info_no_openid_status 403") == "user_info_no_openid_status is 403"
    )
    assert "throttled_body" in run(cognito, "switches")


def test_a_deleted_account_leaves_no_code_behind(cognito: FakeCognito) -> None:
    """The link of an e-mail that was sent to a deleted account is refused, not an error."""
    code = cognito.directory.send_code(cognito.pool.users[ADA], "confirm").code
    run(cognito, "delete ada")
    assert run(cognito, "outbox") == "no codes"
    link = f"/confirmUser?client_id={CLIENT_ID}&user_name=ada&confirmation_code={code}"
    assert App(cognito).http.get(link).status_code == 400


def test_the_replica_needs_a_region(cognito: FakeCognito) -> None:
    """A pool without a replica refuses the switch and says what is missing."""
    assert run(cognito, "switch replica_signs on") == "replica_signs is on"
    cognito.pool.replica_issuer = None
    with pytest.raises(CommandRefused, match="add replica_region"):
        run(cognito, "switch replica_signs on")


@pytest.mark.parametrize("command", ["help", "users", "faults", "switches", "outbox"])
def test_columns_never_run_together(cognito: FakeCognito, command: str) -> None:
    """However long a value is, two spaces follow it, and each column is aligned."""
    run(cognito, f"add-user {'e' * 100} {'m' * 100}@example.com Noether-Theorem-1915")
    cognito.directory.send_code(cognito.pool.users["e" * 100], "confirm")
    lines = run(cognito, command).splitlines()
    gaps = [{match.end() for match in re.finditer(r"(?<=\S) {2,}", line)} for line in lines]
    shared = set.intersection(*gaps)
    assert len(shared) >= {"help": 1, "users": 3, "faults": 1, "switches": 2, "outbox": 2}[command]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("dance", "no command 'dance'"),
        ("join ada", "expected: join NAME GROUP"),
        ("users now", "expected: users"),
        ("confirm nobody", "no user 'nobody'; expected one of ada, grace"),
        ("join ada pilots", "no group 'pilots'; expected one of admins, editors"),
        ("add-user ada x@example.com Analytical-Engine-1843", "User already exists"),
        ("add-user emmy x@example.com short", "Password did not conform"),
        ("rotate-keys twice", "got 'twice', expected withdraw or nothing"),
        ("fault sloow", "no fault 'sloow'"),
        ("switch speed on", "no switch 'speed'"),
        ("switch extra_claims maybe", "expected on or off"),
        ("switch max_state_length long", "max_state_length: got 'long', expected a number from 0"),
        ("switch max_state_length -1", "got '-1', expected a number from 0 on"),
        ("switch max_state_length ²", "got '²', expected a number from 0 on"),
        ("switch throttled_body xml", "got 'xml', expected json, html or empty"),
        ("switch user_info_no_openid_status 200", "got '200', expected 400, 401 or 403"),
        ("switch preflight_headers é", "expected printable ASCII"),
        ("fault slow 0", "TIMES: got '0', expected a number from 1 on"),
        ("fault slow ²", "TIMES: got '²', expected a number from 1 on"),
        ("fault slow twice", "got 'twice', expected a number"),
        ("add-user em\udcffmy x Noether-Theorem-1915", "Invalid email address format"),
        ("add-user em@my x@example.com Noether-Theorem-1915", "not be an e-mail address"),
        (
            "second-factor ada passkey",
            "no factor 'passkey'; expected one of email, sms, totp, none",
        ),
    ],
)
def test_mistakes_are_explained(cognito: FakeCognito, line: str, message: str) -> None:
    """A command that cannot be run says why."""
    with pytest.raises(CommandRefused, match=message):
        run(cognito, line)


def test_no_rows_are_no_lines() -> None:
    """A pool without users prints nothing."""
    assert in_columns([]) == ""

"""The state that survives a restart."""

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cognito_stand_in import FakeCognito, Pool, StateFileDamaged
from tests.contract.api import Api
from tests.contract.app import ADA, CLIENT_ID, App, answer, claims

Load = Callable[..., Pool]
NOW = 1_800_000_000.0


def start(load: Load, path: Path) -> App:
    """Start a stand-in on a state file."""
    return App(FakeCognito(load(), now=lambda: NOW, state_path=path))


def test_a_restart_forgets_nothing(load: Load, tmp_path: Path) -> None:
    """Refresh tokens, codes, access tokens, sessions, keys and people outlive the process."""
    path = tmp_path / "state.json"
    before = start(load, path)
    tokens, code = before.tokens(), before.code()
    before.browser.open(before.url("/signup"))
    before.browser.submit(
        {"username": "emmy", "email": "e@example.com", "password": "Noether-Theorem-1915"}
    )
    before.cognito.rotate_keys()

    after = start(load, path)
    after.http.cookies = before.http.cookies
    assert after.user_info(tokens["access_token"]).status_code == 200
    assert (
        claims(after.refresh(tokens["refresh_token"]).json()["id_token"])["cognito:username"] == ADA
    )
    assert after.exchange(code).status_code == 200
    assert "code" in answer(after.browser.open(after.url()))
    assert after.document("jwks.json").json() == before.document("jwks.json").json()
    assert not after.cognito.pool.users["emmy"].confirmed
    assert (
        after.cognito.directory.outbox["emmy", "confirm"].code
        == before.cognito.directory.outbox["emmy", "confirm"].code
    )


def test_a_federated_person_survives(load: Load, tmp_path: Path) -> None:
    """A person of another provider keeps the identity."""
    before = start(load, tmp_path / "state.json")
    before.browser.open(before.url(identity_provider="Example"))
    before.browser.submit({"person": "dorothy"})
    after = start(load, tmp_path / "state.json")
    assert (
        after.cognito.pool.users["Example_dorothy"] == before.cognito.pool.users["Example_dorothy"]
    )


def test_what_the_json_api_made_survives(load: Load, tmp_path: Path) -> None:
    """Groups, temporary passwords, and tokens that need no scope openid."""
    path = tmp_path / "state.json"
    before = start(load, path)
    client = before.cognito.pool.clients[CLIENT_ID]
    flows = ("ALLOW_USER_PASSWORD_AUTH",)
    before.cognito.pool.clients[CLIENT_ID] = replace(client, auth_flows=flows)
    api = Api(before)
    tokens = api.sign_in()
    api.admin("CreateGroup", GroupName="pilots", Precedence=7)
    api.admin("AdminCreateUser", Username="mary", TemporaryPassword="Temporary-Password-1")
    api.admin("AdminAddUserToGroup", Username="mary", GroupName="pilots")

    after = Api(start(load, path))
    pilots = after.admin("ListUsersInGroup", GroupName="pilots")["Users"]
    assert [user["UserStatus"] for user in pilots] == ["FORCE_CHANGE_PASSWORD"]
    assert after.app.cognito.pool.groups["pilots"].precedence == 7
    request: dict[str, Any] = {"ClientId": CLIENT_ID, "RefreshToken": tokens["RefreshToken"]}
    assert after.call("GetTokensFromRefreshToken", **request)["AuthenticationResult"]["IdToken"]


def test_a_changed_password_is_no_longer_printed(load: Load, tmp_path: Path) -> None:
    """The development password is known after a restart only while it is the real one."""
    app = start(load, tmp_path / "state.json")
    app.cognito.directory.set_password(app.cognito.pool.users[ADA], "Difference-Engine-2")
    app.cognito.save_state()
    users = start(load, tmp_path / "state.json").cognito.pool.users
    assert users[ADA].development_password is None
    assert users["grace"].development_password is not None


def test_the_file_holds_no_usable_secret_of_a_person(load: Load, tmp_path: Path) -> None:
    """Passwords, codes, refresh tokens and cookies are not in the file, which is private."""
    path = tmp_path / "state.json"
    app = start(load, path)
    tokens, code = app.tokens(), app.code()
    text = path.read_text(encoding="utf-8")
    password = app.cognito.pool.users[ADA].development_password
    secrets = [
        tokens["refresh_token"],
        code,
        app.http.cookies["cognito-eu-west-1_StandIn01-8001"],
        str(password),
    ]
    assert not [secret for secret in secrets if secret in text]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_is_a_fresh_start(load: Load, tmp_path: Path) -> None:
    """Without a file nobody is signed in, and nothing is written until something happens."""
    path = tmp_path / "state.json"
    start(load, path)
    assert not path.exists()


def damaged(path: Path, how: str) -> bytes:
    """Damage a state file and return what is in it then."""
    content = path.read_bytes()
    envelope = json.loads(content)
    changes = {
        "cut": content[: len(content) // 2],
        "empty": b"",
        "flipped": content.replace(b"admins", b"adminz"),
        "binary": b"\xff\xfe\x00",
        "list": b"[]",
        "format": json.dumps({**envelope, "format": 99}).encode(),
    }
    path.write_bytes(changes[how])
    return changes[how]


@pytest.mark.parametrize("how", ["cut", "empty", "flipped", "binary", "list", "format"])
def test_a_damaged_file_is_named_and_left_alone(load: Load, tmp_path: Path, how: str) -> None:
    """A file that is not what was written is refused by name, and never replaced."""
    path = tmp_path / "state.json"
    start(load, path).tokens()
    content = damaged(path, how)
    with pytest.raises(StateFileDamaged, match=r"state\.json: the state file is damaged"):
        start(load, path)
    assert path.read_bytes() == content


def test_the_state_of_another_pool_is_refused(load: Load, tmp_path: Path) -> None:
    """A file of another pool is not taken over."""
    path = tmp_path / "state.json"
    start(load, path).tokens()

    def load_other() -> Pool:
        pool = load()
        pool.pool_id = "eu-west-1_Another"
        return pool

    with pytest.raises(StateFileDamaged, match="does not fit"):
        start(load_other, path)


def test_a_failed_write_keeps_the_old_file(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fails, the file is as it was and nothing is left lying about."""
    path = tmp_path / "state.json"
    app = start(load, path)
    app.tokens()
    before = path.read_bytes()

    def fail(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError):  # noqa: PT011
        app.cognito.rotate_keys()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]

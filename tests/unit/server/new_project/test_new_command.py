"""`new FOLDER`: what it writes where, and what it refuses without writing anything."""

import tomllib
from pathlib import Path

import pytest

from auth.config import AuthConfig
from server.errors import CannotStart
from server.new_project import main

FILES = [
    ".github/workflows/publish.yml",
    ".gitignore",
    "AGENTS.md",
    "README.md",
    "index.html",
    "main.py",
    "production.toml",
    "pyscript.toml",
    "requirements.txt",
    "test_app.py",
]
POOL = {
    "--pool-domain": "shop.auth.eu-central-1.amazoncognito.com",
    "--user-pool-id": "eu-central-1_AbCdEfGhI",
    "--client-id": "2hd8example7of0a0client0id",
    "--page-url": "https://shop.example.com/",
}


def written(folder: Path) -> list[str]:
    """Return the paths of the files in a folder."""
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def refused(*arguments: str) -> str:
    """Run `new`, which refuses, and return the message."""
    with pytest.raises(CannotStart) as refusal:
        main(arguments)
    return str(refusal.value)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_project_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what to do next, and asks nothing: there is no standard input in tests."""
    assert main(["deep/my-app"]) == 0
    assert written(tmp_path / "deep" / "my-app") == FILES
    said = capsys.readouterr().out
    assert "cd deep/my-app\n" in said
    assert said.splitlines()[-1].endswith(" serve")


def test_fastapi_adds_an_api(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has a test of its own, and a command to start it."""
    assert main(["notes", "--fastapi"]) == 0
    assert {"app.py", "test_api.py"} <= set(written(tmp_path / "notes"))
    assert "uvicorn app:app --port 9000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "tag"),
    [
        ([], 'type="text/x-python" src="/account.py" id="app"'),
        (["--micropython"], 'type="mpy" src="/account.py"'),
        (["--fastapi"], 'type="text/x-python" src="/account.py" id="app"'),
    ],
)
def test_an_account_page_can_be_added(tmp_path: Path, flags: list[str], tag: str) -> None:
    """With its program for the chosen interpreter, and the scope that it needs."""
    assert main(["shop", "--account", *flags]) == 0
    assert {"account.html", "account.py"} <= set(written(tmp_path / "shop"))
    assert Path("shop", "account.html").read_text("utf-8").count(tag) == 1
    for name in ("pyscript.toml", "production.toml"):
        settings = tomllib.loads(Path("shop", name).read_text("utf-8"))["auth"]
        assert settings["scopes"][:3] == ["openid", "email", "aws.cognito.signin.user.admin"]
        assert len(settings["scopes"]) == len(set(settings["scopes"]))


@pytest.mark.parametrize("name", ["an app", "Größe", "アプリ", "हिन्दी", "it's", "a.b_c-d"])
def test_a_folder_can_have_any_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The page is called like its folder, without characters that are special somewhere."""
    assert main([name]) == 0
    title = name.replace("'", " ")
    settings = Path(name, "pyscript.toml").read_text("utf-8")
    assert tomllib.loads(settings)["name"] == title
    assert f"<title>{title}</title>" in Path(name, "index.html").read_text("utf-8")
    assert Path(name, "README.md").read_text("utf-8").startswith(f"# {title}\n")
    assert ("cd 'an app'\n" in capsys.readouterr().out) == (name == "an app")


def test_markup_in_a_name_stays_text() -> None:
    """A folder's name is not markup, TOML or Markdown."""
    name = '<b>"x\\" [a](b) {{command}}\n# y'.replace("/", "")
    assert main([name]) == 0
    assert tomllib.loads(Path(name, "pyscript.toml").read_text("utf-8"))["name"] == (
        "b x (a)(b) command y".replace("(a)", "a ")
    )


@pytest.mark.parametrize("name", ["...", "__", "***"])
def test_a_name_without_a_letter_is_refused(name: str) -> None:
    """Nothing would be left of it."""
    assert "needs a letter or a digit" in refused(name)
    assert not Path(name).is_dir()


def test_the_empty_folder_that_one_is_in_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With `.`, the project is called like the folder, and no `cd` is needed."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert main(["."]) == 0
    assert written(folder) == FILES
    assert (folder / "README.md").read_text("utf-8").startswith("# here\n")
    assert "cd " not in capsys.readouterr().out


@pytest.mark.parametrize("count", [1, 5])
def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, count: int) -> None:
    """The message names what is there."""
    for number in range(count):
        (tmp_path / f"mine-{number}").write_text("mine")
    message = refused(str(tmp_path))
    assert "mine-0" in message
    assert ("and 2 more" in message) == (count == 5)
    assert written(tmp_path) == [f"mine-{number}" for number in range(count)]


def test_a_hidden_file_counts(tmp_path: Path) -> None:
    """A file that `ls` does not show is somebody's, too."""
    (tmp_path / ".env").write_text("mine")
    assert ".env" in refused(str(tmp_path))


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, name: str) -> None:
    """It is named, and stays."""
    (tmp_path / "file").write_text("mine")
    assert f"{name} is a file, or is below one." in refused(name)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    """A project is not written to wherever it leads."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert "symbolic link" in refused("link")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("call", ["iterdir", "mkdir", "open"])
def test_what_the_system_refuses_is_a_sentence(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Root may do everything, so the refusal is simulated."""
    own = getattr(Path, call)

    def refuse(path: Path, *words: object, **more: object) -> object:
        if path.parts[0] == "app":
            raise PermissionError(13, "Permission denied")
        return own(path, *words, **more)

    monkeypatch.setattr(Path, call, refuse)
    message = refused("app")
    assert message.startswith("app")
    assert message.endswith(("read: Permission denied.", "written: Permission denied."))


def test_a_name_that_is_too_long_is_a_sentence() -> None:
    """The system's own words say what is wrong."""
    assert "File name too long" in refused("x" * 300)


def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are opened so that they must not exist."""
    (tmp_path / "README.md").write_text("mine")
    monkeypatch.setattr("server.new_project.command.require_empty", lambda _: None)
    assert "README.md cannot be written: File exists" in refused(str(tmp_path))
    assert (tmp_path / "README.md").read_text() == "mine"


def test_an_empty_argument_is_not_this_folder() -> None:
    """It comes from an unset variable of a script."""
    assert "FOLDER is empty" in refused("")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("words", [["app", "--django"], ["app", "more"], [], ["app", "--fast"]])
def test_unknown_arguments_are_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The usage follows, as with every program; nothing is abbreviated."""
    with pytest.raises(SystemExit) as refusal:
        main(words)
    assert refusal.value.code == 2
    assert "usage:" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_a_pool_is_written_into_the_production_settings(tmp_path: Path) -> None:
    """The settings are valid, the page on this machine stays with the stand-in."""
    words = [word for pair in POOL.items() for word in pair]
    assert main(["shop", *words]) == 0
    table = tomllib.loads((tmp_path / "shop" / "production.toml").read_text("utf-8"))["auth"]
    settings = AuthConfig.from_mapping(table)
    assert settings.domain_origin == f"https://{POOL['--pool-domain']}"
    assert settings.issuer == (
        "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
    )
    assert settings.redirect_uri == settings.logout_uri == POOL["--page-url"]
    assert "localhost:8001" in (tmp_path / "shop" / "pyscript.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("option", "value", "part"),
    [
        ("--pool-domain", "https://shop.auth.eu-central-1.amazoncognito.com", "domain"),
        ("--pool-domain", "localhost:8001", "domain"),
        ("--pool-domain", 'a"b', "--pool-domain"),
        ("--pool-domain", "a b", "--pool-domain"),
        ("--user-pool-id", "AbCdEfGhI", "--user-pool-id"),
        ("--user-pool-id", "eu-central-1_", "--user-pool-id"),
        ("--client-id", "client id", "--client-id"),
        ("--client-id", 'x"\nname = "y', "--client-id"),
        ("--page-url", "http://shop.example.com/", "redirect_uri"),
        ("--page-url", "http://localhost:8000/", "redirect_uri"),
        ("--page-url", "shop.example.com", "redirect_uri"),
        ("--page-url", "https://\N{BABY}.example.com/", "--page-url"),
        ("--page-url", "https://shop.example.com/page.html", "redirect_uri"),
        ("--api-origin", "https://api.example.com", "--fastapi"),
    ],
)
def test_an_invalid_setting_is_refused(option: str, value: str, part: str) -> None:
    """Also on its own, while the others are still missing; nothing is written."""
    assert part in refused("app", option, value)
    assert list(Path().iterdir()) == []


def test_an_apis_origin_is_checked() -> None:
    """An origin has no path."""
    assert "api_origins" in refused("app", "--fastapi", "--api-origin", "https://a.example/x")
    assert main(["app", "--fastapi", "--api-origin", "https://api.example.org"]) == 0
    table = tomllib.loads(Path("app", "production.toml").read_text("utf-8"))["auth"]
    assert table["api_origins"] == ["https://api.example.org"]

"""pip runs with the person's settings, and with those of uv that name an index."""

import pytest

from server.errors import CannotStart
from server.packages import running_pip
from server.packages.running_pip import run_pip
from tests.support.packages import TARGET


@pytest.mark.parametrize(
    ("settings", "index"),
    [
        ({}, None),
        ({"UV_DEFAULT_INDEX": "https://a.example/simple"}, "https://a.example/simple"),
        ({"UV_DEFAULT_INDEX": "mine=https://a.example/?x=1"}, "https://a.example/?x=1"),
        ({"UV_INDEX_URL": "https://b.example/simple"}, "https://b.example/simple"),
        (
            {"UV_INDEX_URL": "https://b.example", "PIP_INDEX_URL": "https://c.example"},
            "https://c.example",
        ),
    ],
)
def test_an_index_for_uv_is_pips_too(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], index: str | None
) -> None:
    """The setting of pip comes first; settings about installing are left out."""
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    found = running_pip._environment()
    assert found.get("PIP_INDEX_URL") == index
    assert "PIP_TARGET" not in found


def test_a_missing_pip_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how to install it."""
    monkeypatch.setattr(running_pip, "find_spec", lambda _name: None)
    with pytest.raises(CannotStart, match=r"^pip, which resolves packages, is not installed: `"):
        run_pip(TARGET, "download")

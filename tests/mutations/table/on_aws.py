"""What `infra/deploy.sh` uploads: the API as a function, the page as objects of a bucket."""

from tests.mutations.mutation import Mutation

_PACK = ("tests/unit/server/on_aws/test_pack.py",)
_UPLOAD = ("tests/unit/server/on_aws/test_upload.py",)
PACK, UPLOAD = "server/on_aws/pack.py", "server/on_aws/upload.py"

MUTATIONS = (
    Mutation(
        "the recorded versions of a function's dependencies",
        PACK,
        ', "--constraint", str(ROOT / "constraints.txt")]',
        "]",
        _PACK,
    ),
    Mutation(
        "no code of others while packing",
        PACK,
        '["--only-binary", ":all:", ',
        "[",
        _PACK,
    ),
    Mutation(
        "the machines that a function runs on",
        PACK,
        '"--target", folder, *PLATFORM]',
        '"--target", folder]',
        _PACK,
    ),
    Mutation(
        "documents in a bucket last",
        UPLOAD,
        "return sorted(found, key=lambda upload: _ORDER.index(upload.cache_control))",
        "return found",
        _UPLOAD,
    ),
    Mutation(
        "documents in a bucket that nobody stores",
        UPLOAD,
        'return NEVER_STORED if key.endswith(".html") else ASKED_FOR_EACH_TIME',
        "return ASKED_FOR_EACH_TIME",
        _UPLOAD,
    ),
    Mutation(
        "an upload that fails",
        UPLOAD,
        "subprocess.run(upload.command(folder, bucket), check=True)",
        "subprocess.run(upload.command(folder, bucket), check=False)",
        _UPLOAD,
    ),
    Mutation(
        "inline scripts alone in a policy",
        "server/on_aws/inline_scripts.py",
        'if tag == "script" and "src" not in dict(attrs):',
        'if tag == "script":',
        ("tests/unit/server/on_aws/test_inline_scripts.py",),
    ),
    Mutation(
        "a function's archive that does not tell when it was made",
        PACK,
        "entry = zipfile.ZipInfo(name, _LONG_AGO)",
        'entry = zipfile.ZipInfo(name, __import__("time").localtime()[:6])',
        _PACK,
    ),
)

"""What `infra/deploy.sh` uploads of the API: a function's archive."""

from tests.mutations.mutation import Mutation

_PACK = ("tests/unit/server/on_aws/test_pack.py",)
PACK = "server/on_aws/pack.py"

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
        "a function's archive that does not tell when it was made",
        PACK,
        "entry = zipfile.ZipInfo(name, _LONG_AGO)",
        'entry = zipfile.ZipInfo(name, __import__("time").localtime()[:6])',
        _PACK,
    ),
)

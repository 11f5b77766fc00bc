"""The clients' packages: installed when the lock file changed, and kept between runs."""

import shutil
import tempfile
from pathlib import Path

from server.errors import CannotStart
from tests.support.npm import install_locked

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
NODE_MODULES = HERE / "node_modules"
# Named by what it records; it is written into the folder before the folder gets its name.
RECORD = "installed-lock.json"


def ensure_packages() -> None:
    """Make sure that `node_modules` next to this file holds what the lock file names.

    Raises:
        CannotStart: npm cannot fetch them.
    """
    if is_installed():
        return
    with tempfile.TemporaryDirectory(prefix="node_modules.", dir=HERE) as workplace:
        try:
            fresh = install_locked(HERE, Path(workplace), lambda _: None)
        except CannotStart as reason:
            raise CannotStart(f"The clients cannot be fetched. {reason}") from None
        shutil.copy(LOCK, fresh / RECORD)
        if NODE_MODULES.exists():
            NODE_MODULES.rename(Path(workplace, "retired"))
        fresh.rename(NODE_MODULES)


def is_installed() -> bool:
    """Return whether the folder was installed from the current lock file."""
    record = NODE_MODULES / RECORD
    return record.is_file() and record.read_bytes() == LOCK.read_bytes()

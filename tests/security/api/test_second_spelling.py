"""A token is written in another way that means the same to a lenient reader."""

import pytest

from auth.encoding.base64url import ALPHABET
from tests.security.api.api import refuse
from tests.security.api.forge import parts_of
from tests.unit.backend.issuer import make_token

TOKEN = make_token()
H, P, S = parts_of(TOKEN)
STRAY = S[:-1] + ALPHABET[ALPHABET.index(S[-1]) ^ 1]
UNCLEAN = (
    f"{TOKEN}=", f"{TOKEN}==", f"{H}.{P}.{STRAY}", TOKEN.replace("-", "+").replace("_", "/") + "+",
    f"{H}.{P}.+{S[1:]}", f"{H}.{P}.{S}~", f"{H}.{P}.{S[:-1]}",
)  # fmt: skip
LOOK_ALIKES = (
    f"{H}=.{P}.{S}", f"{H}==.{P}=.{S}==", f"{H}\uff0e{P}\uff0e{S}", f"{H}\u2024{P}\u2024{S}",
    f"{TOKEN}\u200b", f"\ufeff{TOKEN}", f"{H}.{P}.{S[:-1]}\u212a", f'"{TOKEN}"',
    f"{TOKEN};", f"%{TOKEN}", f"{H}%2E{P}%2E{S}",
)  # fmt: skip
SEVERAL_WORDS = (
    f" {TOKEN[:9]} {TOKEN[9:]}", f"{H}. {P}.{S}", f"{H}.\t{P}.{S}", f"{H}.{P}.\r\n{S}",
    f"{TOKEN} ", f"{TOKEN}\n", f"{TOKEN}\t", f"{TOKEN}\x00", f"\t{TOKEN}", f"{TOKEN},",
)  # fmt: skip


@pytest.mark.parametrize("token", UNCLEAN, ids=range(len(UNCLEAN)))
def test_a_token_has_one_spelling(token: str) -> None:
    """Padding, the other alphabet and stray bits would slip past a list of revoked tokens."""
    refuse(token)


@pytest.mark.parametrize("token", LOOK_ALIKES, ids=range(len(LOOK_ALIKES)))
def test_other_letters_do_not_pass_for_its_own(token: str) -> None:
    """Look-alikes, quotes and escapes are not in a token's alphabet."""
    refuse(token)


@pytest.mark.parametrize("token", SEVERAL_WORDS, ids=range(len(SEVERAL_WORDS)))
def test_several_words_make_a_bad_request(token: str) -> None:
    """White space and commas separate words, and a header holds one."""
    refuse(token, 400)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_part_has_one_spelling(part: int) -> None:
    """Stray bits or a letter too many, wherever they are."""
    for change in ("A", "AA", "AAA", "-", "_"):
        parts = [H, P, S]
        parts[part] += change
        refuse(".".join(parts))

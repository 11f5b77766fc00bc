"""QR codes, module for module as another encoder makes them."""

import re
from collections.abc import Sequence

import pytest
from qrcode import QRCode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.util import MODE_8BIT_BYTE, QRData  # type: ignore[import-untyped]

from auth.account.qr_code import QrCode, _penalty
from auth.errors import ArgumentRefused

# The most bytes in each version, 1 to 20 (Table 7).
ROOM = (
    *(14, 26, 42, 62, 84, 106, 122, 152, 180, 213),
    *(251, 287, 331, 362, 412, 450, 504, 560, 624, 666),
)
URI = "otpauth://totp/localhost:ada%40example.com?secret=GEZDGNBVGY3TQOJQ&issuer=localhost"


def others(text: str, mask: int) -> list[bytes]:
    """Return the code that `qrcode` makes."""
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=mask, border=0)
    code.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE), optimize=0)
    code.make(fit=True)
    return [bytes(row) for row in code.get_matrix()]


def sample(count: int) -> str:
    """Return a string of that many bytes, in which no two neighbours are equal."""
    return "".join([chr(33 + at * 7 % 89) for at in range(count)])


@pytest.mark.parametrize("mask", range(8))
@pytest.mark.parametrize("text", [URI, "", "a", "Größe: 10 €", sample(15), sample(300)])
def test_each_mask_is_as_another_encoder_draws_it(text: str, mask: int) -> None:
    """Data, check codewords, patterns and format information."""
    assert [bytes(row) for row in QrCode(text, mask=mask).rows] == others(text, mask)


@pytest.mark.parametrize("version", range(1, 21))
def test_each_version_is_as_another_encoder_draws_it(version: int) -> None:
    """With as many bytes as it has room for, and one more than the version before has."""
    for count in (ROOM[version - 1], (0, *ROOM)[version - 1] + 1):
        rows = QrCode(sample(count), mask=version % 8).rows
        assert len(rows) == 17 + 4 * version
        assert [bytes(row) for row in rows] == others(sample(count), version % 8)


@pytest.mark.parametrize("text", [URI, *map(sample, (1, 15, 40, 100, 213))])
def test_the_best_mask_is_chosen(text: str) -> None:
    """The one with the fewest patterns that confuse scanners (7.8.3)."""
    chosen = QrCode(text).rows
    every = [QrCode(text, mask=mask).rows for mask in range(8)]
    assert [_penalty(rows) for rows in every] == [penalty(rows) for rows in every]
    assert [mask for mask in range(8) if every[mask] == chosen] == [best_of(text)]


def best_of(text: str) -> int:
    """Return the mask with the lowest penalty, computed module by module."""
    return min(range(8), key=lambda mask: penalty(others(text, mask)))


def penalty(rows: Sequence[bytes | bytearray]) -> int:
    """Return the penalty of 7.8.3, in the plainest way."""
    lines = ["".join(map(str, line)) for line in [*rows, *map(bytes, zip(*rows, strict=True))]]
    total = 0
    for line in lines:
        total += sum(len(run[0]) - 2 for run in re.finditer(r"0{5,}|1{5,}", line))
        total += 40 * len(re.findall(r"(?=10111010000|00001011101)", line))
    size, dark = len(rows), sum(map(sum, rows))
    for y in range(size - 1):
        for x in range(size - 1):
            total += 3 * (len({rows[y + a][x + b] for a in (0, 1) for b in (0, 1)}) == 1)
    return total + 10 * int(abs(dark * 100 / size**2 - 50) / 5)


def test_a_path_draws_the_dark_modules() -> None:
    """One unit each, inside a quiet zone of four."""
    code = QrCode(URI)
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path()):
        dark |= {(int(x) + at, int(y)) for at in range(int(width))}
    rows = code.rows
    expected = {(x + 4, y + 4) for y, row in enumerate(rows) for x, one in enumerate(row) if one}
    assert dark == expected
    assert code.size == len(rows) + 8
    assert re.sub(r"M\d+ \d+h(\d+)v1h-\1z", "", code.path()) == ""


@pytest.mark.parametrize("text", ["x" * 667, "\ud800"])
def test_what_does_not_fit_is_refused(text: str) -> None:
    """Too long for version 20, or not encodable."""
    with pytest.raises(ArgumentRefused, match="text: got"):
        QrCode(text)

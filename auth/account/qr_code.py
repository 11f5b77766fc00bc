"""Encodes a string as a QR code (ISO/IEC 18004:2015): bytes, error correction level M.

Pages draw it as one SVG path, so no library and no image is loaded. The names of steps are those of
the standard.
"""

from ..encoding.url import encode_utf8
from ..errors import ArgumentRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[int, int, int], None]

__all__ = ["QrCode"]

# Table 9, level M, for the versions 1 to 20: check codewords in each block, and blocks.
_CHECKS = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26)
_BLOCKS = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16)
_LEVEL_M = 0
_QUIET = 4  # modules around the code (6.3.8)
_MASKS: "tuple[Callable[[int, int], int], ...]" = (
    lambda y, x: (y + x) % 2,
    lambda y, _x: y % 2,
    lambda _y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
"""Table 10: a module is inverted where this is 0."""


class QrCode:
    """A QR code.

    Args:
        text: What it says, up to 666 bytes in UTF-8.
        mask: The mask pattern, 0 to 7; by default the best one.

    Attributes:
        rows: The modules, without the quiet zone; 1 is dark.

    Raises:
        ArgumentRefused: `text` is too long, or is not a string that UTF-8 can encode.
    """

    def __init__(self, text: str, *, mask: int | None = None) -> None:
        data = encode_utf8(text)
        if data is None:
            raise ArgumentRefused("text: got half a surrogate pair, which UTF-8 cannot encode")
        version = _version_for(len(data))
        size = 17 + 4 * version
        rows = [bytearray(size) for _ in range(size)]
        fixed = _draw_patterns(rows, version)
        _place(rows, fixed, _interleaved(_codewords(data, version), version))
        masks = range(8) if mask is None else (mask,)
        candidates = [_masked(rows, fixed, one) for one in masks]
        self.rows: list[bytearray] = min(candidates, key=_penalty)

    @property
    def size(self) -> int:
        """The width and height with the quiet zone, in modules."""
        return len(self.rows) + 2 * _QUIET

    def path(self) -> str:
        """Return the dark modules as the `d` of an SVG path, each module one unit wide."""
        steps = []
        for y, row in enumerate(self.rows):
            x = 0
            while x < len(row):
                width = 0
                while x + width < len(row) and row[x + width]:
                    width += 1
                if width:
                    steps.append(f"M{x + _QUIET} {y + _QUIET}h{width}v1h-{width}z")
                x += width + 1
        return "".join(steps)


def _version_for(count: int) -> int:
    for version in range(1, len(_CHECKS) + 1):
        if count <= _data_codewords(version) - (2 if version < 10 else 3):
            return version
    raise ArgumentRefused(f"text: got {count} bytes, expected at most 666")


def _all_codewords(version: int) -> int:
    """Return how many codewords a version has room for (Table 1)."""
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        aligned = version // 7 + 2
        modules -= (25 * aligned - 10) * aligned - 55
    if version >= 7:
        modules -= 36
    return modules // 8


def _data_codewords(version: int) -> int:
    return _all_codewords(version) - _CHECKS[version - 1] * _BLOCKS[version - 1]


def _codewords(data: bytes, version: int) -> bytes:
    """Return the data codewords: mode, count, bytes, terminator and padding (7.4)."""
    count = "{:02x}" if version < 10 else "{:04x}"
    nibbles = "4" + count.format(len(data)) + "".join([f"{byte:02x}" for byte in data]) + "0"
    room = _data_codewords(version)
    found = [int(nibbles[at : at + 2], 16) for at in range(0, len(nibbles), 2)]
    padding = (0xEC, 0x11) * (room // 2 + 1)
    return bytes(found) + bytes(padding[: room - len(found)])


def _interleaved(data: bytes, version: int) -> bytes:
    """Return the data and check codewords of all blocks, in the order of placement (7.6)."""
    blocks, checks = _BLOCKS[version - 1], _CHECKS[version - 1]
    short, longer = divmod(len(data), blocks)
    parts, at = [], 0
    for number in range(blocks):
        size = short + (number >= blocks - longer)
        parts.append(data[at : at + size])
        at += size
    divisor = _divisor(checks)
    ends = [_remainder(part, divisor) for part in parts]
    found = [part[at] for at in range(short + 1) for part in parts if at < len(part)]
    return bytes(found + [end[at] for at in range(checks) for end in ends])


def _multiply(one: int, other: int) -> int:
    """Multiply in the field with 256 elements (7.5.2)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (one >> 7) * 0x11D
        other >>= 1
    return product


def _divisor(degree: int) -> "list[int]":
    """Return the generator polynomial, without its first coefficient, which is 1."""
    found, root = [0] * (degree - 1) + [1], 1
    for _ in range(degree):
        for at in range(degree):
            found[at] = _multiply(found[at], root)
            if at + 1 < degree:
                found[at] ^= found[at + 1]
        root = _multiply(root, 2)
    return found


def _remainder(data: bytes, divisor: "list[int]") -> "list[int]":
    found = [0] * len(divisor)
    for byte in data:
        factor = byte ^ found[0]
        found = found[1:] + [0]
        for at, coefficient in enumerate(divisor):
            found[at] ^= _multiply(coefficient, factor)
    return found


def _draw_patterns(rows: "list[bytearray]", version: int) -> "list[bytearray]":
    """Draw the function patterns (6.3); return where no data goes."""
    size = len(rows)
    fixed = [bytearray(size) for _ in range(size)]

    def draw(y: int, x: int, dark: int) -> None:
        if 0 <= y < size and 0 <= x < size:
            rows[y][x], fixed[y][x] = dark, 1

    for at in range(size):
        draw(6, at, 1 - at % 2)
        draw(at, 6, 1 - at % 2)
    for y, x in ((3, 3), (3, size - 4), (size - 4, 3)):
        _draw_square(draw, y, x, 4, (2, 4))
    centres = _alignments(version)
    for y in centres:
        for x in centres:
            if (y, x) not in ((6, 6), (6, centres[-1]), (centres[-1], 6)):
                _draw_square(draw, y, x, 2, (1,))
    for y, x, dark in _format_modules(size, 0) + _version_modules(size, version):
        draw(y, x, dark)
    return fixed


def _draw_square(draw: "Draw", y: int, x: int, radius: int, light: "tuple[int, ...]") -> None:
    for down in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            draw(y + down, x + right, int(max(abs(down), abs(right)) not in light))


def _alignments(version: int) -> "list[int]":
    """Return the rows and columns of the alignment patterns (Annex E)."""
    if version == 1:
        return []
    count, last = version // 7 + 2, 4 * version + 10
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6] + [last - step * at for at in range(count - 2, -1, -1)]


def _format_modules(size: int, mask: int) -> "list[tuple[int, int, int]]":
    """Return the modules of both copies of the format information (7.9), and the dark module."""
    data = _LEVEL_M << 3 | mask
    bits = (data << 10 | _check(data, 10, 0x537)) ^ 0x5412
    found = [(size - 8, 8, 1)]
    for at in range(15):
        bit = bits >> at & 1
        down = at if at < 6 else at + 1 if at < 8 else size - 15 + at
        right = size - 1 - at if at < 8 else 15 - at if at == 8 else 14 - at
        found += [(down, 8, bit), (8, right, bit)]
    return found


def _version_modules(size: int, version: int) -> "list[tuple[int, int, int]]":
    """Return the modules of both copies of the version information (7.10)."""
    if version < 7:
        return []
    bits = version << 12 | _check(version, 12, 0x1F25)
    found = []
    for at in range(18):
        near, far, bit = at // 3, size - 11 + at % 3, bits >> at & 1
        found += [(near, far, bit), (far, near, bit)]
    return found


def _check(data: int, degree: int, generator: int) -> int:
    """Return the check bits of a BCH code (Annexes C and D)."""
    rest = data << degree
    for at in range(17 - degree, -1, -1):
        if rest >> degree + at & 1:
            rest ^= generator << at
    return rest


def _place(rows: "list[bytearray]", fixed: "list[bytearray]", codewords: bytes) -> None:
    """Place the codewords in columns of two modules, up and down in turn (7.7.3)."""
    size, at = len(rows), 0
    for pair in range(size - 1, 0, -2):
        right = pair - (pair <= 6)  # no data goes into column 6
        is_up = (right + 1) & 2 == 0
        for step in range(size):
            y = size - 1 - step if is_up else step
            for x in (right, right - 1):
                if not fixed[y][x] and at < 8 * len(codewords):
                    rows[y][x] = codewords[at >> 3] >> 7 - (at & 7) & 1
                    at += 1


def _masked(rows: "list[bytearray]", fixed: "list[bytearray]", mask: int) -> "list[bytearray]":
    """Return the code with a mask pattern and the format information that names it (7.8)."""
    inverts, size = _MASKS[mask], len(rows)
    found = [bytearray(row) for row in rows]
    for y, row in enumerate(found):
        for x in range(size):
            if not fixed[y][x] and not inverts(y, x):
                row[x] ^= 1
    for y, x, dark in _format_modules(size, mask):
        found[y][x] = dark
    return found


def _penalty(rows: "list[bytearray]") -> int:
    """Return how hard a code is to read (7.8.3)."""
    lines = ["".join([str(module) for module in row]) for row in rows]
    columns = ["".join([line[x] for line in lines]) for x in range(len(lines))]
    total = 0
    for line in lines + columns:
        for light in "01":
            total += sum([len(run) - 2 for run in line.split(light) if len(run) >= 5])
        total += 40 * (_count(line, "00001011101") + _count(line, "10111010000"))
    for y in range(len(lines) - 1):
        above, below = lines[y], lines[y + 1]
        pairs = [above[x : x + 2] + below[x : x + 2] for x in range(len(lines) - 1)]
        total += 3 * (pairs.count("0000") + pairs.count("1111"))
    dark, modules = "".join(lines).count("1"), len(lines) ** 2
    return total + 10 * (abs(20 * dark - 10 * modules) // modules)


def _count(line: str, pattern: str) -> int:
    """Return how often `pattern` is in `line`; occurrences may overlap."""
    found, at = 0, line.find(pattern)
    while at >= 0:
        found += 1
        at = line.find(pattern, at + 1)
    return found

"""The subset of TOML that PyScript can parse."""

import re

STRING = r'"[^"\\]*"'
VALUE = rf"{STRING}|true|false|[0-9]+|\[({STRING}(, {STRING})*)?\]"
LINE = re.compile(rf"|#.*|\[[a-z]+\]|([a-z_]+|{STRING}) = ({VALUE})")
"""A key and a value, a table, a comment or nothing; no escape, and no list over two lines."""

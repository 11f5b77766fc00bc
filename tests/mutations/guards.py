"""Finds the conditions of a module that refuse something, and disables one of them."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_NEVER = "(({}) and False)"
_ALWAYS = "(({}) or True)"
_EXITS = (ast.Raise, ast.Return, ast.Continue)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Change = tuple[str, ast.expr, str]  # what happens to the condition, its node, the new source


@dataclass(frozen=True, slots=True)
class Mutant:
    """One disabled condition: `new` replaces the bytes from `start` to `end`."""

    name: str
    start: int
    end: int
    new: str

    def apply(self, source: bytes) -> bytes:
        """Return the source with the change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


@cache
def mutants(source: str) -> list[Mutant]:
    """Return every mutant of a module; a name has the function, the change and the condition."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    seen: Counter[str] = Counter()
    found = []
    for function, (what, node, new) in _in_scope(ast.parse(source), "module"):
        name = f"{function}: {what} {ast.unparse(node)}"
        seen[name] += 1
        name += f" ({seen[name]})" if seen[name] > 1 else ""
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        text = b"".join(lines)[start:end].decode()
        found.append(Mutant(name, start, end, new.format(text) if "{}" in new else new))
    return found


def _in_scope(node: ast.AST, name: str) -> Iterator[tuple[str, _Change]]:
    """Yield the changes in functions and classes; conditions at module level are not changed."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            inner = child.name if name == "module" else f"{name}.{child.name}"
            yield from _in_scope(child, inner)
            continue
        yield from ((name, change) for change in _changes(child, node))
        yield from _in_scope(child, name)


def _changes(node: ast.AST, parent: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], _EXITS):
        if not _is(node.test, ast.Or):  # its operands are disabled one by one
            yield "never", node.test, _NEVER
        yield from _parts(node.test)
    if isinstance(node, ast.Return) and node.value is not None:
        yield from _returned(node.value, parent)
    if isinstance(node, ast.comprehension):
        for condition in node.ifs:
            yield "always", condition, _ALWAYS
            yield from _parts(condition)


def _returned(value: ast.expr, parent: ast.AST) -> Iterator[_Change]:
    """Yield changes of `return a if b else None`, and of what a function returns as a bool."""
    if isinstance(value, ast.IfExp):
        if isinstance(value.orelse, ast.Constant):
            yield "always", value.test, _ALWAYS
        elif isinstance(value.body, ast.Constant):
            yield "never", value.test, _NEVER
        yield from _parts(value.test)
    elif isinstance(value, ast.BoolOp | ast.Compare | ast.UnaryOp):
        yield from _parts(value)
    returns = getattr(parent, "returns", None)
    is_bool = isinstance(returns, ast.Name) and returns.id == "bool"
    if is_bool and not isinstance(value, ast.BoolOp | ast.Constant | ast.IfExp):
        yield "always", value, _ALWAYS
        yield "never", value, _NEVER


def _parts(test: ast.expr) -> Iterator[_Change]:
    """Yield changes without one operand of `and` or `or`, or without half of `a < b < c`."""
    for node in ast.walk(test):
        if isinstance(node, ast.BoolOp) and not any(map(_is_default, node.values)):
            neutral = _NEVER if isinstance(node.op, ast.Or) else _ALWAYS
            for operand in node.values:
                yield "without", operand, neutral
        if isinstance(node, ast.Compare) and len(node.ops) == 2:
            [middle, right] = node.comparators
            first = ast.Compare(node.left, node.ops[:1], [middle])
            second = ast.Compare(middle, node.ops[1:], [right])
            for kept in (first, second):
                yield f"only {ast.unparse(kept)} of", node, f"({ast.unparse(kept)})"


def _is(node: ast.expr, operator: type[ast.boolop]) -> bool:
    return isinstance(node, ast.BoolOp) and isinstance(node.op, operator)


def _is_default(node: ast.expr) -> bool:
    """Check whether an operand is a default, as in `text or ""`."""
    return isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Dict)

"""The measures that keep the code readable: sizes, numbers of parameters, and a first sentence in every module."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src" / "api"
MODULES = sorted(ROOT.rglob("*.py"))
MAX_FILE, MAX_FUNCTION, MAX_ROUTE_BODY = 300, 50, 8
FORBIDDEN_NAMES = ("utils", "helpers", "common_", "manager", "service")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= MAX_FILE
    assert not any(name in path.stem for name in FORBIDDEN_NAMES)
    assert {node.name: lines(node) for node in functions(path) if lines(node) > MAX_FUNCTION} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "routes").glob("*.py")), ids=lambda path: path.name)
def test_a_route_takes_parameters_calls_one_query_and_shapes(path: Path) -> None:
    routes = [node for node in functions(path) if node.decorator_list]
    bodies = {node.name: lines(node.body[-1]) + sum(map(lines, node.body[1:-1])) for node in routes}
    assert {name: size for name, size in bodies.items() if size > MAX_ROUTE_BODY} == {}

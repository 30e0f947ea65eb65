"""The pages' scripts: tested by node, and joined into one script in which each module stands once."""

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.maps.gaps import gap_map
from gisplan.maps.plan import plan_map
from gisplan.maps.progress import progress_map
from gisplan.maps.shared.script_modules import join_modules
from tests.conftest import ROOT

PAGE = ROOT / "gisplan" / "maps" / "page"
ENTRIES = {module._SCRIPT for module in (gap_map, plan_map, progress_map)}
MODULES = sorted(path.relative_to(PAGE).as_posix() for path in PAGE.rglob("*.mjs"))


def run_node(*arguments: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed here: the pages' scripts are not run")
    command = [node, *arguments]
    result = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr
    return result.stdout


def joined_modules(script: str) -> list[str]:
    """The modules of a joined script, in its order."""
    return [
        name.replace("$", "/") + ".mjs" for name in re.findall(r"^const ([\w$]+) = \(\(\) => \{$", script, re.M)[1:]
    ]


def read_page(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def test_the_scripts_pass_their_own_tests() -> None:
    files = sorted((ROOT / "tests" / "maps" / "page").glob("*.test.mjs"))
    assert len(files) > 6
    run_node("--test", *map(str, files))


@pytest.mark.parametrize("entry", sorted(ENTRIES))
def test_a_page_holds_each_of_its_modules_once(entry: str) -> None:
    script = join_modules(entry, read_page)
    names = joined_modules(script)
    assert len(names) == len(set(names))
    assert names[-1] == entry
    assert {name.split("/")[0] for name in names} == {"shared", entry.split("/")[0]}
    assert script.count('"use strict"') == 1
    assert not re.search(r"^(import|export)\b", script, re.M)
    for name in names:
        first = read_page(name).splitlines()[0]
        assert first.startswith("// "), "its first line says what it is for"
        assert script.count(first + "\n") == 1


def test_no_module_is_in_no_page() -> None:
    assert {name for entry in ENTRIES for name in joined_modules(join_modules(entry, read_page))} == set(MODULES)


def toy(imports: dict[int, list[int]]) -> dict[str, str]:
    """Modules by number, each of which exports a list of itself and of what its imports export."""
    found = {}
    for k, others in imports.items():
        lines = [f'import {{ f{i} }} from "../m{i % 3}/n{i}.mjs";' for i in others]
        parts = ", ".join(["[]", *(f"f{i}()" for i in others)])
        lines += [
            "const own = [[]].concat.apply([], [" + parts + "]);",
            f"export const f{k} = () => [{k}].concat(own);",
        ]
        found[f"m{k % 3}/n{k}.mjs"] = "\n".join(lines) + "\n"
    return found


acyclic = st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=10).map(
    lambda some: {k: sorted(i for i in others if i < k) for k, others in enumerate(some)}
)


@given(acyclic)
def test_each_module_is_joined_once_and_after_what_it_imports(imports: dict[int, list[int]]) -> None:
    modules, last = toy(imports), max(imports)
    names = joined_modules(join_modules(f"m{last % 3}/n{last}.mjs", modules.__getitem__))
    order = [int(name[4:].removesuffix(".mjs")) for name in names]
    assert len(set(order)) == len(order)
    assert order[-1] == last
    reached = {last}
    for k in range(last, -1, -1):
        reached |= set(imports[k]) if k in reached else set()
    assert set(order) == reached
    assert all(order.index(i) < order.index(k) for k in order for i in imports[k])


def test_a_joined_script_does_what_its_modules_do() -> None:
    modules = toy({0: [], 1: [0], 2: [0, 1], 3: [0, 2]})
    script = join_modules("m0/n3.mjs", modules.__getitem__)
    assert json.loads(run_node("-e", f"{script}console.log(JSON.stringify(gisplanPage.f3()))")) == [3, 0, 2, 0, 1, 0]


@given(st.integers(1, 6), st.data())
def test_a_circle_is_refused_and_named(length: int, data: st.DataObject) -> None:
    imports = {k: [(k + 1) % length] for k in range(length)} | {9: [data.draw(st.integers(0, length - 1))]}
    with pytest.raises(RuntimeError, match="in a circle: ") as caught:
        join_modules("m0/n9.mjs", toy(imports).__getitem__)
    circle = str(caught.value).split(": ")[1].split(" -> ")
    assert circle[0] == circle[-1]
    assert len(set(circle)) == length


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('import { b } from "./b.mjs";', r"a\.mjs imports what b\.mjs does not export: b"),
        ('import { c as d } from "./b.mjs";', "does not export: c as d"),
        ('import * as b from "./b.mjs";', "cannot be joined with 'import"),
        ('import b from "./b.mjs";', "cannot be joined"),
        ('import "./b.mjs";', "cannot be joined"),
        ('import { c } from "b";', "cannot be joined"),
        ("export default 1;", "cannot be joined with 'export default 1;'"),
        ('export { c } from "./b.mjs";', "cannot be joined"),
        ("export let d = 1;", "cannot be joined"),
    ],
)
def test_what_is_not_plain_is_refused(line: str, fault: str) -> None:
    modules = {"a.mjs": line + "\n", "b.mjs": "export const c = 1;\n"}
    with pytest.raises(RuntimeError, match=fault):
        join_modules("a.mjs", modules.__getitem__)

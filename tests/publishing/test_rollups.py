"""What is added up at publish: every cell's months, partitions added, and of later releases only what they change."""

from pathlib import Path

from factories import CELLS, Desk, write_series
from sqlalchemy import select

from api import models
from api.models import in_release


def rollups(desk: Desk, number: int) -> dict[tuple[str, str], tuple[object, ...]]:
    table = models.rollup
    columns = [table.c[name] for name in ("party", "place", "months", "documented", "at_least", "first_release")]
    with desk.engine.connect() as connection:
        rows = connection.execute(select(*columns).where(in_release(table, number))).all()
    return {(party, place): tuple(rest) for party, place, *rest in rows}


def test_a_cell_has_its_months_in_one_row_and_partitions_are_added(database: str, tmp_path: Path) -> None:
    desk = Desk(database)
    desk.take_series(write_series(tmp_path / "s"))
    desk.publish()
    assert rollups(desk, 1) == {
        ("all-parties", "aleppo"): ("[10,7,null,2]", "b", "2", 1),
        ("all-parties", "homs"): ("[5,0]", "3", "0", 1),
        ("all-parties", "all"): ("[15,7,null,2]", "3", "2", 1),
        ("isis", "aleppo"): ("[4]", "1", "0", 1),
        ("isis", "all"): ("[4]", "0", "0", 1),
        ("sdf", "aleppo"): ("[9]", "1", "0", 1),
        ("sdf", "all"): ("[9]", "0", "0", 1),
    }


def test_a_later_release_adds_up_only_what_it_changes(database: str, tmp_path: Path) -> None:
    desk = Desk(database)
    desk.take_series(write_series(tmp_path / "s"))
    desk.publish()
    changed = CELLS.replace("homs,5", "homs,6").replace("2019-01,sdf,aleppo,9,exact,https://snhr.org/d,press\n", "")
    desk.take_series(write_series(tmp_path / "s", changed.replace("2019-01,isis", "2019-02,isis")))
    desk.publish()
    before, after = rollups(desk, 1), rollups(desk, 2)
    assert {key for key in before if before[key] != after.get(key)} == {
        ("all-parties", "homs"), ("all-parties", "all"), ("isis", "aleppo"), ("isis", "all"), ("sdf", "aleppo"), ("sdf", "all"),
    }  # fmt: skip
    assert after["all-parties", "homs"] == ("[6,0]", "3", "0", 2)
    assert after["all-parties", "all"] == ("[16,7,null,2]", "3", "2", 2)
    assert after["isis", "aleppo"] == ("[null,4]", "2", "0", 2)
    assert ("sdf", "aleppo") not in after


def test_sources_are_known_for_each_code(database: str, tmp_path: Path) -> None:
    desk = Desk(database)
    desk.take_series(write_series(tmp_path / "s"))
    desk.publish()
    table = models.rollup_source
    with desk.engine.connect() as connection:
        rows = connection.execute(select(table.c.code, table.c.url, table.c.kind).where(table.c.dimension == "party")).all()
    assert {(code, url[-1], kind) for code, url, kind in rows} == {
        ("all-parties", "a", "publisher"), ("all-parties", "b", "press"), ("all-parties", "c", "press"),
        ("isis", "a", "publisher"), ("sdf", "d", "press"),
    }  # fmt: skip

from pathlib import Path

from sqlalchemy import create_engine, text

from bench import data


def test_the_data_of_the_measurements_is_a_release_that_a_service_would_publish(tmp_path: Path) -> None:
    url = data.make(tmp_path, 8)
    counted = "SELECT (SELECT count(*) FROM publication_card), (SELECT count(*) FROM figure), (SELECT max(number) FROM release)"
    with create_engine(url).connect() as connection:
        assert tuple(connection.execute(text(counted)).one()) == (16, 12, 1)
    assert data.make(tmp_path, 8) == url

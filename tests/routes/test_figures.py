"""Figures over HTTP: what a record says of others."""

from conftest import Serve
from factories import Desk, make_figure, make_page


def test_a_part_names_its_whole_only_once_that_is_published(desk: Desk, serve: Serve) -> None:
    part = make_figure("children", "12 children", value=12, victim="children", subset_of="total")
    desk.take(make_page(), make_figure(reviewed_on=None), part)
    desk.publish()
    client = serve(desk.url)
    (record,) = client.get("/v1/figures").json()["data"]
    assert (record["value"], record["subset_of"]) == (12, None)
    assert client.get(f"/v1/figures/{record['id']}").json()["data"]["subset_of"] is None
    desk.take(make_page(), make_figure(), part)
    desk.publish()
    whole, child = sorted(serve(desk.url).get("/v1/figures").json()["data"], key=lambda record: -record["value"])
    assert (child["id"], child["subset_of"]) == (record["id"], whole["id"])
    (alone,) = serve(desk.url).get("/v1/figures?victim=children").json()["data"]
    assert alone["subset_of"] == whole["id"]

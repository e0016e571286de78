"""A short run of `python -m bench.attacks`: requests made up from the description of the API neither fail nor hang."""

from raw import listening

from api.app import create_app
from api.settings import Settings
from bench.attacks import attack


def test_no_made_up_request_fails_or_hangs_and_every_refusal_is_a_problem(sample_url: str) -> None:
    service = create_app(Settings(database_url=sample_url, client_limits="", search_limit="100000/minute"))
    with listening(lambda _: service) as port:
        outcome = attack(f"http://127.0.0.1:{port}", 300)
    assert outcome.faults == []
    assert outcome.requests >= 300
    assert {200, 400, 404} <= set(outcome.statuses)

from datetime import UTC, datetime

from starlette.testclient import TestClient

from api.routes.security import security_text
from api.settings import Settings


def test_who_found_a_weakness_finds_whom_to_tell(sample: TestClient) -> None:
    answer = sample.get("/.well-known/security.txt")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "https://snhr.org"
    assert fields["Canonical"] == "https://data.example.org/.well-known/security.txt"
    assert 60 < (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days <= 90


def test_a_bare_mail_address_becomes_one_that_programs_know() -> None:
    text = security_text(Settings(contact="safety@example.org"), datetime(2026, 11, 29, 15, 30, tzinfo=UTC))
    assert text.splitlines()[:2] == ["Contact: mailto:safety@example.org", "Expires: 2027-02-27T00:00:00Z"]

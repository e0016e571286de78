"""GET /.well-known/security.txt: where to say that one found a weakness (RFC 9116). SECURITY.md says what happens then."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response

from api.settings import Settings

router = APIRouter(include_in_schema=False)
# Counted from the day it is asked for: it holds as long as somebody runs the service.
_HOLDS = timedelta(days=90)


@router.get("/.well-known/security.txt")
async def security(request: Request) -> Response:
    """The contact, in the fields of RFC 9116."""
    text = security_text(request.app.state.settings, datetime.now(UTC))
    return Response(text, headers={"Cache-Control": "public, max-age=86400"}, media_type="text/plain; charset=utf-8")


def security_text(settings: Settings, now: datetime) -> str:
    """The text as it reads on a day."""
    expires = now.replace(hour=0, minute=0, second=0, microsecond=0) + _HOLDS
    contact = settings.contact if ":" in settings.contact else f"mailto:{settings.contact}"
    fields = {
        "Contact": contact,
        "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "en, ar",
        "Canonical": f"{settings.public_url}/.well-known/security.txt",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())

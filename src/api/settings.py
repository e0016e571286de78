"""The service's settings: the only place that reads the environment. Each is described in docs/settings.md."""

from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation may choose. Read once at start and never changed afterwards."""

    model_config = SettingsConfigDict(env_prefix="SNHR_", frozen=True)

    database_url: str = "sqlite:///var/snhr.db"
    read_database_url: str = ""
    data_dir: Path = Path("var/data")
    signing_key: str = ""
    categories: str = ""
    public_url: str = "http://127.0.0.1:8000"
    client_limits: str = "120/minute;5000/day"
    search_limit: str = "30/minute"
    export_limit: str = "20/minute"
    rate_limit_storage: str = "memory://"
    trusted_proxies: str = ""
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0)
    metrics_token: str = ""
    access_log: bool = False
    publisher_name_en: str = "Syrian Network for Human Rights"
    publisher_name_ar: str = "الشبكة السورية لحقوق الإنسان"
    publisher_url: str = "https://snhr.org"
    license_name_en: str = "Not stated; ask the publisher"
    license_name_ar: str = "غير مذكور؛ يُرجى سؤال الناشر"
    license_url: str = ""
    contact: str = "https://snhr.org"

    @field_validator("public_url", "publisher_url")
    @classmethod
    def _an_address_without_a_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _named_networks_only(cls, value: str) -> str:
        """Believing everybody's X-Forwarded-For would let each request choose its own budget."""
        if "*" in value:
            raise ValueError("name the networks of your proxies; * is refused")
        _networks(value)
        return value

    @field_validator("rate_limit_storage")
    @classmethod
    def _memory_or_redis(cls, value: str) -> str:
        if value != "memory://" and not value.startswith(("redis://", "rediss://")):
            raise ValueError("is memory://, or the address of a Redis: redis://HOST:PORT")
        return value

    @property
    def reader_url(self) -> str:
        """Where the service reads: a replica or a read-only role, or else the writer's own database."""
        return self.read_database_url or self.database_url

    @cached_property
    def proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose X-Forwarded-For is believed."""
        return _networks(self.trusted_proxies)

    def publisher_name(self, language: str) -> str:
        """The publisher's name in a language."""
        return self.publisher_name_ar if language == "ar" else self.publisher_name_en

    def license_name(self, language: str) -> str:
        """The licence's name in a language."""
        return self.license_name_ar if language == "ar" else self.license_name_en


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())

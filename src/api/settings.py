"""The service's settings: the only place that reads the environment. Each is described in docs/settings.md."""

import re
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# A worker reads in so many threads at most: more would only wait for one another, since reads are short and hold the interpreter.
_MOST_THREADS = 4
# Beside its requests a worker looks for new releases, and compares releases with their manifests.
_LOOKING = 2
_LANE = 1


class Settings(BaseSettings):
    """What an installation may choose. Read once at start and never changed afterwards."""

    model_config = SettingsConfigDict(env_prefix="SNHR_", frozen=True)

    database_url: str = "sqlite:///var/snhr.db"
    read_database_url: str = ""
    database_connections: int = Field(60, ge=1)
    query_seconds: float = Field(2.0, gt=0, le=60)
    workers: int = Field(1, ge=1)
    look_first: bool = True
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

    @model_validator(mode="after")
    def _connections_for_every_worker(self) -> "Settings":
        least = self.workers * (_LOOKING + 1)
        if self.database_connections < least:
            raise ValueError(f"SNHR_DATABASE_CONNECTIONS: {self.workers} workers need {least} at least")
        return self

    @property
    def reader_urls(self) -> tuple[str, ...]:
        """Where the service reads, the first one first: replicas, a read-only role, or else the writer's own database."""
        listed = re.split(r",\s*(?=[a-z][a-z0-9+]*://)", self.read_database_url or self.database_url)
        return tuple(one.strip() for one in listed)

    @property
    def connections(self) -> int:
        """How many connections to each database one worker may have."""
        return min(_MOST_THREADS + _LANE + _LOOKING, self.database_connections // self.workers)

    @property
    def threads(self) -> int:
        """In how many threads one worker reads, beside the one for what is read briefly: none waits for a connection.

        Of three connections one is for both.
        """
        return max(1, self.connections - _LOOKING - _LANE)

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

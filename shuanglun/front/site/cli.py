"""The console command `shuanglun`.

Five commands work on files or on the machine and must run where no database and no Django is;
all others are Django's management commands.
"""

import os
import sys
from collections.abc import Callable


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    name = arguments[0] if arguments else "help"
    if name in ("score", "verify"):
        from shuanglun.engine.cli import main as engine

        return engine(arguments) or 0
    if name == "receipt":
        from shuanglun.records.surveys.secrecy.command import main as receipt

        return receipt(arguments[1:])
    if name == "signer":
        from shuanglun.records.surveys.signer.command import main as signer

        return signer(arguments[1:])
    if name == "doctor":
        from shuanglun.front.site.doctor import main as doctor

        return doctor(arguments[1:])
    return _manage([sys.argv[0], *arguments])


def _manage(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuanglun.front.site.settings")
    execute: Callable[[list[str]], None]
    from django.core.management import execute_from_command_line as execute

    try:
        execute(argv)
    except KeyboardInterrupt:
        print("\n已中断。", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command line: `adloom make | inspect | render | models | doctor`.

Exit codes: 0 done, 1 some items failed, 2 usage, 130 cancelled. Every AdloomError ends here as one
sentence on standard error. Everything heavy is imported after `--version` was answered.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from adloom import __version__
from adloom.errors import AdloomError, BriefError, Cancelled

DONE, FAILED, USAGE, CANCELLED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words == ["--version"]:
        print(f"adloom {__version__}")
        return DONE
    from adloom.cli_app import app

    previous = signal.signal(signal.SIGINT, _cancel)
    try:
        app(args=words, prog_name="adloom", standalone_mode=True)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else FAILED
    except Cancelled:
        print("Cancelled. What was finished is kept.", file=sys.stderr)
        return CANCELLED
    except AdloomError as error:
        print(f"adloom: {error}", file=sys.stderr)
        return USAGE if isinstance(error, BriefError) else FAILED
    except BrokenPipeError:
        # Whoever read our output has gone; say nothing more, not even at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    finally:
        signal.signal(signal.SIGINT, previous)
    return DONE


def _cancel(number: int, frame: FrameType | None) -> None:
    raise Cancelled


if __name__ == "__main__":
    sys.exit(main())

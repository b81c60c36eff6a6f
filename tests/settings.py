"""The project's own settings in a throw-away data folder: jobs run at once, passwords hash fast, plain HTTP."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOM_NEEDED = 1 << 30


def fast_folder() -> str | None:
    """Memory instead of the disk where there is enough of it; None leaves the choice to `tempfile`."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_NEEDED
    return str(memory) if roomy else None


_folder = tempfile.mkdtemp(prefix="shuanglun-test-", dir=fast_folder())
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ |= {
    "SHUANGLUN_DATA": _folder,
    "SHUANGLUN_DEMO": "1",
    "SHUANGLUN_TASKS": "immediate",
    "SHUANGLUN_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SHUANGLUN_LOG_LEVEL": "ERROR",
    "PYTEST_DEBUG_TEMPROOT": _folder,  # read when the first `tmp_path` is made
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # playwright's synchronous interface runs an event loop in this thread
}

from shuanglun.front.site.settings import *  # noqa: E402, F403
from shuanglun.front.site.settings import DATABASES, MIDDLEWARE  # noqa: E402

# The live server serves static files itself; WhiteNoise would read them all anew for every test client.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A real file, as in production: freezing opens it from a child process, the live server from its own thread.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}

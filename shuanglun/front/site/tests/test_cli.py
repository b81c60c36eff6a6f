"""Commands that need neither Django nor a database."""

import subprocess
import sys

import pytest

from shuanglun.front.site import cli


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["receipt", "no-such-file", "no-such-file"], "无法读取 no-such-file"), (["signer", "--folder", "/dev/null/x"], "签票进程无法使用")],
)  # fmt: skip
def test_they_are_reached_by_their_name(arguments, words, capsys):
    assert cli.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_they_load_no_django():
    script = (
        "import sys; from shuanglun.front.site import cli; cli.main(['receipt', 'no', 'no']);"
        "import shuanglun.records.surveys.signer.server, shuanglun.records.surveys.signer.client;"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0

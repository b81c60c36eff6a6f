import pytest

from shuanglun.front.site import cli, doctor
from shuanglun.front.site.doctor import Finding


def report(monkeypatch, capsys, findings, *arguments):
    monkeypatch.setattr(doctor, "CHECKS", [lambda finding=finding: finding for finding in findings])
    code = doctor.main(arguments)
    return code, capsys.readouterr().out


GOOD = Finding("Python", True, "3.11.7")
OPTIONAL = Finding("Chromium", False, "没有", "apt-get install chromium", is_necessary=False)
NECESSARY = Finding("磁盘", False, "剩余 0.1 GiB", "至少留 2 GiB")


def test_a_missing_option_is_told_with_its_remedy_but_is_no_fault(monkeypatch, capsys):
    code, text = report(monkeypatch, capsys, [GOOD, OPTIONAL])
    assert code == 0
    assert "○ Chromium：没有\n    → apt-get install chromium" in text
    assert "必需组件齐全" in text


def test_for_the_whole_suite_every_option_is_necessary(monkeypatch, capsys):
    code, text = report(monkeypatch, capsys, [GOOD, OPTIONAL], "--all")
    assert code == 1
    assert "✗ Chromium" in text


def test_a_missing_necessity_is_a_fault(monkeypatch, capsys):
    code, text = report(monkeypatch, capsys, [GOOD, NECESSARY])
    assert code == 1
    assert "缺少 1 项必需组件" in text


def test_every_check_answers_on_this_machine_and_on_a_bare_one(monkeypatch, tmp_path):
    assert all(isinstance(check(), Finding) for check in doctor.CHECKS)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    bare = {finding.name: finding for finding in (check() for check in doctor.CHECKS)}
    assert not bare["Chromium"].is_fine
    assert not bare["中文字体"].is_fine
    assert all(finding.is_fine or finding.remedy for finding in bare.values())


def test_the_command_reaches_the_doctor_without_django(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "CHECKS", [lambda: OPTIONAL])
    monkeypatch.setattr(cli, "_manage", lambda argv: pytest.fail("Django was asked"))
    assert (cli.main(["doctor"]), cli.main(["doctor", "--all"])) == (0, 1)


def test_a_signing_folder_open_to_others_is_a_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("SHUANGLUN_SIGNER", str(tmp_path / "signer"))
    assert doctor.signer_folder().is_fine
    for mode, is_fine in ((0o700, True), (0o710, True), (0o750, False), (0o701, False)):
        (tmp_path / "signer").mkdir(exist_ok=True)
        (tmp_path / "signer").chmod(mode)
        assert doctor.signer_folder().is_fine == is_fine

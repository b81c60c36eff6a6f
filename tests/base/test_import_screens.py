"""The import screens, step by step, without JavaScript."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import load_workbook

from shuanglun.base.imports import views
from shuanglun.base.imports.models import Batch, BatchProblem, uploads
from shuanglun.base.imports.sheet import SHEETS
from shuanglun.base.imports.tests.files import text, xlsx
from shuanglun.base.jobs.models import Job
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

URL = "/people/import/roster/"
HEADS = ["工号", "姓名", "部门", "岗位类别", "出生年月"]


def rows(count, **other):
    return [list(({"工号": f"A{n}", "姓名": "王芳", "部门": "材料研究所", "岗位类别": "管理岗", "出生年月": "1988-11"} | other).values())
            for n in range(count)]  # fmt: skip


def send(client, data, name="名册.xlsx", **more):
    return client.post(URL, {"file": SimpleUploadedFile(name, data), "whole": "1"} | more)


def selects(page):
    """The mapping form as the page shows it."""
    chosen = {}
    for name, body in re.findall(r'<select name="(column-\d+)"(.*?)</select>', page, re.S):
        found = re.search(r'<option value="([^"]*)" selected', body)
        chosen[name] = found[1] if found else ""
    return chosen


@pytest.fixture
def client(sign_in):
    make_branch("材料支部", unit=make_unit("材料研究所"))
    return sign_in("personnel")


def said(response):
    page = response.content.decode()
    assert "<c-" not in page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_from_upload_to_undo(client):
    page = client.get(URL)
    assert page.status_code == 200 and "还没有导入过" in said(page)
    mapping = send(client, xlsx([["名册"], HEADS, *rows(3)]))
    assert mapping.status_code == 302
    page = client.get(mapping.url)
    assert "A0；A1；A2" in said(page)
    form = selects(page.content.decode())
    assert list(form.values()) == ["staff_no", "name", "unit", "category", "born"]
    check = client.post(mapping.url, form)
    assert check.url.endswith("/check/")
    assert "导入 3 行" in said(client.get(check.url))
    commit = check.url.replace("check", "commit")
    batch_page = client.post(commit).url
    assert client.post(commit).url == batch_page  # pressed twice
    assert Person._base_manager.count() == 3
    page = said(client.get(batch_page))
    assert "已导入 3 行" in page and "留痕" in page and "撤销这一批次" in page
    assert client.get(check.url).url == batch_page
    assert "新增的 3 行将删除" in said(client.get(f"{batch_page}undo/"))
    assert client.post(f"{batch_page}undo/").url == batch_page
    assert "这一批次已撤销" in said(client.get(batch_page))
    assert Person._base_manager.count() == 0
    assert "名册.xlsx" in said(client.get(URL))


def test_problems_are_listed_filtered_paged_and_downloaded(client):
    bad = rows(40, 出生年月="1988.1") + rows(1, 部门="没有的部门")
    for number, cells in enumerate(bad):
        cells[0] = f"A{number}"
    mapping = send(client, text([HEADS, *bad]), "名册.csv").url
    check = client.post(mapping, selects(client.get(mapping).content.decode())).url
    page = said(client.get(check))
    assert "有 41 行需要改正" in page and "第 1—25 条，共 41 条" in page and "只导入" not in page
    assert "共 1 条" in said(client.get(check, {"place": "C 列 部门（所在单位）"}))
    listed = b"".join(client.get(check, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "C 列 部门（所在单位）" in listed and listed.count("1988") >= 40
    assert client.post(check.replace("check", "commit")).status_code == 422
    assert Person._base_manager.count() == 0


@pytest.mark.parametrize(
    ("good", "refused", "told"),
    [(100, 0, "共 100 项"), (101, 0, "前 100 项"), (100, 1, "共 100 项"), (101, 1, "前 100 项")],
)
def test_the_preview_says_whether_it_shows_all_changes(client, good, refused, told):
    """What only the database refuses is a problem, not a change, and takes nobody's place."""
    number = "999999198811150024"
    listed = [[*cells, ""] for cells in rows(good + refused)]
    for cells in listed[: 1 + refused]:
        cells[-1] = number
    mapping = send(client, xlsx([[*HEADS, "身份证号"], *listed])).url
    page = said(client.get(client.post(mapping, selects(client.get(mapping).content.decode())).url))
    assert BatchProblem._base_manager.count() == refused
    assert f"将要发生的变化 （{told}）" in page
    assert page.count("并登记：任职") == 100


@pytest.mark.parametrize(("most", "told"), [(2, True), (3, False)])
def test_a_cut_list_of_left_out_rows_says_so(client, monkeypatch, most, told):
    monkeypatch.setattr(views, "MOST_LEFT_OUT", most)
    bad = [[f"B{n}", *cells[1:]] for n, cells in enumerate(rows(3, 部门="没有的部门"))]
    mapping = send(client, xlsx([HEADS, *rows(1), *bad])).url
    check = client.post(mapping, selects(client.get(mapping).content.decode())).url
    page = said(client.get(client.post(check.replace("check", "commit"), {"only_clean": "on"}).url))
    assert page.count("没有部门“没有的部门”") == most
    assert (f"只列出前 {most} 个问题" in page) is told


@pytest.mark.parametrize(
    ("name", "data", "more", "told"),
    [
        ("名册.exe", b"MZ", {}, "不能读取“.exe”文件"),
        ("名册.xlsx", b"MZ\x90", {}, "这是 Windows 程序"),
        ("名册.xlsx", xlsx([HEADS, *rows(2)])[:900], {}, "损坏"),
        ("名册.csv", text([HEADS, *rows(2)]), {"whole": ""}, "没有收到完整的文件"),
        ("名册.csv", b"", {}, "空的"),
        ("../../etc/passwd.csv", b"a\x00b\n", {}, "控制字符"),
    ],
)  # fmt: skip
def test_a_refused_file_is_told_at_the_form(client, name, data, more, told):
    before = set(uploads().iterdir())
    response = send(client, data, name, **more)
    assert response.status_code == 422
    assert told in said(response)
    assert Batch._base_manager.count() == 0
    assert set(uploads().iterdir()) == before


def test_more_than_ten_megabytes_are_refused_while_they_arrive(client):
    response = send(client, b"x" * (11 << 20), "名册.csv")
    assert response.status_code == 422
    assert "超过 10 MB" in said(response)


def test_a_mapping_must_be_whole_and_single(client):
    mapping = send(client, xlsx([HEADS, *rows(1)])).url
    form = selects(client.get(mapping).content.decode())
    response = client.post(mapping, form | {"column-1": ""})
    assert response.status_code == 422 and "必填的列还没有对应：姓名" in said(response)
    response = client.post(mapping, form | {"column-4": "name"})
    assert response.status_code == 422 and "只能保留一列" in said(response)
    assert client.post(mapping, form | {"column-1": "password"}).status_code == 422
    assert Batch._base_manager.get().state == "uploaded"


def test_the_template_is_text_and_comes_back_empty(client):
    response = client.get(f"{URL}template.xlsx")
    (uploads() / "t.xlsx").write_bytes(response.content)
    book = load_workbook(str(uploads() / "t.xlsx"))
    head = book.get_sheet_by_index(0).to_python()
    assert head == [[field.label for field in SHEETS["people.roster"].fields]]
    assert "林一禾" in str(book.get_sheet_by_name("填写说明").to_python())
    assert "下面没有数据" in said(send(client, response.content))


def test_who_may_not_import_sees_nothing(client, sign_in):
    mapping = send(client, xlsx([HEADS, *rows(1)])).url
    for role in ("staff", "auditor", "political"):
        other = sign_in(role, person=make_person() if role == "staff" else None)
        for page in (URL, mapping, mapping.replace("mapping", "check"), f"{URL}template.xlsx"):
            assert other.get(page).status_code == 403
        assert send(other, xlsx([HEADS, *rows(1)])).status_code == 403
        assert other.post(mapping.replace("mapping", "commit")).status_code == 403
    assert client.get(mapping.replace("roster", "work")).status_code == 404
    assert Batch._base_manager.count() == 1


def test_a_big_file_is_checked_committed_and_undone_by_jobs(client):
    mapping = send(client, text([HEADS, *rows(2100)]), "名册.csv").url
    batch = Batch._base_manager.get()
    form = selects(client.get(mapping).content.decode())
    for address, data in (
        (mapping, form),
        (mapping.replace("mapping", "commit"), {}),
        (mapping.replace("mapping", "undo"), {}),
    ):
        job = Job._base_manager.get(pk=int(client.post(address, data).url.rstrip("/").rpartition("/")[2]))
        assert (job.state, job.error) == ("done", "")
        assert job.result_url == f"{URL}{batch.pk}/"
        batch.refresh_from_db(from_queryset=Batch._base_manager.all())
        assert Person._base_manager.count() == (2100 if batch.state == "committed" else 0)
    assert batch.state == "undone"
    assert BatchProblem._base_manager.count() == 0

"""The summary as documents: the field's layout, the same figures in Word, PDF and workbook, nothing that runs."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from shuanglun.records.surveys.exports.layout import Heading, summary
from shuanglun.records.surveys.exports.paper import pdf
from shuanglun.records.surveys.exports.word import word
from shuanglun.records.surveys.exports.workbook import xlsx
from shuanglun.records.surveys.rules.agreement import measure
from shuanglun.records.surveys.rules.results import release
from shuanglun.records.surveys.tests.counted import APPRAISAL, PEOPLE, appraisal, vector
from shuanglun.records.surveys.tests.test_results import RECOMMENDATION, by_unit, recommended_body

ROOT = "3f" * 32
HEADING = Heading("示例研究院", "2026 年度民主测评", "2026-12-28", ROOT, 2)
MARK = "导出：周明远 2026-12-28 10:00，民主测评汇总。"


def document(body):
    """The summary of a body."""
    return summary(body, HEADING)


@pytest.fixture(scope="module")
def whole():
    """A summary with every kind of table, about one person whose name looks like a formula."""
    people = [*PEOPLE, {"kind": "person", "label": "=SUM(A1)", "post": "@所长"}]
    arguments, ballots = appraisal(subjects=people)
    marks = [row for rows in ballots.values() for row in rows]
    return document(release(*arguments, agreement=measure(APPRAISAL, arguments[4], marks)))


def texts(sheet):
    """The rows of a table as text."""
    return [[box.text for box in row] for row in sheet.rows]


def test_the_table_of_the_methods_in_the_layout_of_the_field():
    made = document(release(*vector()))
    assert made.name == "民主测评汇总表"
    assert made.facts == [("单位", "示例研究院"), ("日期", "2026-12-28"), ("应参加", "65 人"), ("发出", "65 张"),
                          ("收回", "65 张"), ("有效", "65 张")]  # fmt: skip
    overall, classes, turnout = made.sheets
    assert texts(overall) == [
        ["1", "林一禾", "副院长", "65", "0", "33", "24", "6", "2", "50.77%\n38.92—62.54", "87.69%\n77.55—93.63", "89.10", "85.85"]
    ]  # fmt: skip
    assert texts(classes) == [["1", "林一禾", "总体评价", "89.10", "≥ 90（5）", "不单列（20）", "不单列（40）"]]
    assert turnout.title == "参加情况"
    assert any("加权得分：" in line for line in made.foot) and made.foot[-1].endswith(ROOT)


def test_merged_classes_share_a_cell_and_say_so():
    classes = document(release(*vector((3, 1, 0, 0)))).sheets[1]
    assert [(box.text, box.span) for box in classes.rows[0]][-2:] == [("85.00（24）", 2), ("86.00（40）", 1)]
    assert classes.notes == [
        "林一禾：有效意见不足 5 份的类别并入相邻类别：“领导班子、中层干部”合并统计，权重合计 70%。"
    ]


def test_what_is_not_shown_is_said_and_never_a_zero():
    row = texts(document(release(*vector((5, 0, 0, 0)))).sheets[1])[0]
    assert row[-3:] == ["≥ 90（5）", "不单列（20）", "不单列（40）"]


def test_units_stand_in_rows_with_the_whole_last():
    made = document(by_unit((3, 4, 2), (1, 1), (4, 2, 1, 1), (9, 6, 3, 1, 1)))
    assert made.name == "问卷调查汇总表"
    units = next(sheet for sheet in made.sheets if "分部门" in sheet.title)
    assert texts(units) == [
        ["0室", "77.78（9）"], ["1室、2室", "80.00（10）"], ["3室", "76.25（20）"], ["合计", "77.56（39）"],
    ]  # fmt: skip


def test_recommendations_have_their_own_summary():
    made = document(recommended_body(8, 12, 15))
    assert made.name == "民主推荐汇总表"
    assert texts(made.sheets[0]) == [
        ["1", "林一禾", "副院长", "35", "50.00%", "8（80.00%，10）", "12（60.00%，20）", "15（37.50%，40）"]
    ]
    assert "（2 名）" in made.sheets[0].notes[0] and "收回推荐票 70 张（弃权票 —、作废票 0）" in made.sheets[0].notes[0]
    assert RECOMMENDATION["questions"][0]["head"] == "推荐"


def test_a_void_campaign_prints_why_and_no_table():
    arguments = vector()
    arguments[6]["c" * 32] |= {"issued": 1}
    made = document(release(*arguments))
    assert "无效" in made.words
    assert [sheet.title for sheet in made.sheets] == ["参加情况"]


def test_a_void_campaign_names_the_group():
    arguments = vector()
    arguments[6]["b" * 32] |= {"issued": 18, "void": 1}
    [turnout] = document(release(*arguments)).sheets
    assert texts(turnout)[2] == ["　中层干部", "20", "18", "20", "1", "111.11%\n中层干部：收回多于发出"]


def test_what_does_not_become_evidence_is_said():
    arguments, _ = appraisal((5, 0, 0))
    arguments[5]["a" * 32] = {at: {"a": 5} for at in range(40)}
    [heads] = [sheet for sheet in document(release(*arguments)).sheets if sheet.title.endswith("分项")]
    assert heads.notes[0].startswith("林一禾：“思想政治与职业操守”这次不作为评分证据") and len(heads.notes) == 6


def test_the_workbook_holds_every_table_and_no_formula(whole):
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(whole, MARK)))
    assert len(book.sheet_names) == 1 + len(whole.sheets)
    head = book.get_sheet_by_name("汇总").to_python()
    assert head[0][0] == "民主测评汇总表" and ["单位", "示例研究院"] in [row[:2] for row in head]
    overall = book.get_sheet_by_name(book.sheet_names[1]).to_python()
    assert [row[1] for row in overall[-4:]] == ["林一禾", "周明远", "沈知微", "'=SUM(A1)"]
    assert overall[-1][2] == "'@所长"
    assert isinstance(overall[-1][3], float), "counts are numbers"


def test_rows_of_the_workbook_are_as_high_as_their_lines(whole):
    sheet = zipfile.ZipFile(io.BytesIO(xlsx(whole, MARK))).read("xl/worksheets/sheet2.xml").decode()
    heights = dict(re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', sheet))
    assert "\n" in "".join(box.text for box in whole.sheets[0].rows[0]), "a share and its interval"
    assert {heights[str(number)] for number in range(4, 4 + len(whole.sheets[0].rows))} == {"30"}


def test_the_word_document_holds_the_same_tables(whole):
    made = docx.Document(io.BytesIO(word(whole, MARK)))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert lines[:3] == ["示例研究院", "民主测评汇总表", "2026 年度民主测评"]
    assert "应参加：67 人" in lines[3]
    assert made.tables[0].cell(0, 1).text == made.tables[0].cell(1, 1).text == "对象", (
        "the head is merged over two rows"
    )
    assert len(made.tables) == len(whole.sheets)
    for table, sheet in zip(made.tables, whole.sheets, strict=True):
        last = [cell.text for cell in table.rows[-1].cells]
        assert last == [box.text for box in sheet.rows[-1] for _ in range(box.span)]
    foot = made.sections[0].footer.paragraphs[0]
    assert foot.text == f"{MARK}\t第  页，共  页" and re.findall(r'w:instr="(\w+)"', foot._p.xml) == [
        "PAGE",
        "NUMPAGES",
    ]
    assert made.sections[0].page_width > made.sections[0].page_height


REMARKS = [
    {"index": 0, "label": "林一禾", "question": "意见建议", "texts": ["多到一线", "=HYPERLINK(1)\n第二行"]},
    {"index": None, "label": "", "question": "意见建议", "texts": ["测评时间太紧"]},
]
TURNOUT = "应参加 65 人；发出 65 张，占应参加的 100.00%；收回 62 张，收回率 95.38%（收回 ÷ 发出），占应参加的 95.38%；"


def commented():
    """A body of 60 ballots and two spoiled ones with opinions that were let through."""
    arguments = vector()
    arguments[6]["c" * 32] |= {"cast": 35, "void": 2}
    return release(*arguments) | {"remarks": REMARKS}


def test_opinions_that_were_let_through_stand_in_every_file():
    made = document(commented())
    remarks = next(sheet for sheet in made.sheets if sheet.title == "文字意见")
    rows = [
        ["林一禾", "意见建议", "多到一线"],
        ["林一禾", "意见建议", "=HYPERLINK(1)\n第二行"],
        ["整张票", "意见建议", "测评时间太紧"],
    ]
    assert texts(remarks) == rows and "10 张票以上才公布" in remarks.notes[0]
    assert [sheet.title for sheet in document(release(*vector())).sheets if "文字意见" in sheet.title] == []
    table = docx.Document(io.BytesIO(word(made, MARK))).tables[made.sheets.index(remarks)]
    assert [[cell.text for cell in row.cells] for row in table.rows[2:]] == rows
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(made, MARK)))
    name = next(name for name in book.sheet_names if "文字意见" in name)
    written = book.get_sheet_by_name(name).to_python()
    assert [row[2] for row in written[-4:-1]] == ["多到一线", "'=HYPERLINK(1)\n第二行", "测评时间太紧"]
    assert "测评时间太紧" in read(pdf(made, MARK))


def test_turnout_against_the_roster_is_said_in_every_file():
    made = document(commented())
    assert made.words == f"{TURNOUT}有效 60 张，作废 2 张，发出未投 3 张。"
    assert made.words in [paragraph.text for paragraph in docx.Document(io.BytesIO(word(made, MARK))).paragraphs]
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(made, MARK)))
    assert ["参加情况", made.words] in [row[:2] for row in book.get_sheet_by_name("汇总").to_python()]
    assert made.words.replace(" ", "") in read(pdf(made, MARK))


def read(content):
    """The text of a PDF without idle space."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


def test_the_pdf_is_a4_and_says_who_exported_it():
    pages = pypdf.PdfReader(io.BytesIO(pdf(document(release(*vector())), MARK))).pages
    words = "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")
    for part in ("民主测评汇总表", "林一禾", "89.10", "50.77%", "周明远", "计票人", ROOT, "参加情况"):
        assert part in words
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (842, 595)

"""A synthetic snapshot of any size for measuring: every kind of measure, exemptions, leavers, gaps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from shuanglun.engine import canonical
from shuanglun.engine.facts import EXEMPTIONS, FACTS, KPIS, MEASURES, SUBJECTS, Manifest, Measure, seal

BEGINS, ENDS = date(2025, 1, 1), date(2026, 1, 1)
CATALOGUE = (
    Measure("life.attendance", "组织生活出勤", "rate", "occasions", 1, "life"),
    Measure("life.rectification", "本人问题整改", "rate", "occasions", 1, "life"),
    Measure("life.volunteer", "志愿服务", "target", "occasions", 1, "life"),
    Measure("study.minutes", "学习时长", "target", "minutes", 1, "learning"),
    Measure("study.modules", "模块完成", "rate", "occasions", 1, "learning"),
    Measure("survey.conduct", "言行测评", "mean", "points", 100, "surveys", 0, 10_000),
    Measure("survey.capability", "能力测评", "mean", "points", 100, "surveys", 0, 10_000),
    Measure("work.kpi", "绩效目标", "kpi", "points", 10_000, "goals"),
    Measure("work.tasks", "重点任务", "rate", "occasions", 1, "goals"),
    Measure("work.outcomes", "成果积分", "target", "points", 100, "goals"),
    Measure("work.attendance", "工作出勤", "rate", "days", 1, "people"),
)
SUBJECT_SQL = """
SELECT 'person:' || i AS subject_id, 'person' AS kind, 'unit:' || (i % 500) AS unit_id,
       '/1/' || (i % 25) || '/' || (i % 500) || '/' AS unit_path,
       CASE WHEN i % 10 < 6 THEN 'branch:' || (i % 300) END AS branch_id,
       CASE WHEN i % 10 < 6 THEN '/1/' || (i % 300) || '/' END AS branch_path,
       list_concat(CASE WHEN i % 10 >= 6 THEN ['non_member'] WHEN i % 50 = 0 THEN ['member', 'secretary']
                   ELSE ['member'] END, [CASE WHEN i % 3 = 0 THEN 'management' ELSE 'specialist' END]) AS groups,
       CASE WHEN i % 23 = 0 THEN DATE '2025-04-20' ELSE DATE '2024-06-01' END AS "from",
       CASE WHEN i % 97 = 0 THEN DATE '2025-11-30' END AS "until"
FROM range({people}) r(i)
"""
# (measure, share of all facts, condition on a person's number, quantity, due); h and k are hashes of a row
FACT_SQL = """
SELECT 'person:' || i AS subject_id, '{measure}' AS measure,
       DATE '2025-01-01' + (h % 365)::INTEGER AS "on", ({quantity})::BIGINT AS quantity,
       ({due})::BIGINT AS due, '{ref}:' || (i * 1000 + j) AS ref
FROM (SELECT i, j, hash(i * 1000 + j) AS h, hash(i * 7919 + j + {salt}) AS k
      FROM range({people}) r(i), range({each}) s(j)) WHERE {who}
"""
KINDS = (
    ("life.attendance", 24, "i % 10 < 6", "k % 10 < 9", "1", "life:attendance"),
    ("life.rectification", 3, "i % 10 < 6", "k % 10 < 8", "1", "life:rectification"),
    ("life.volunteer", 5, "true", "k % 3", "NULL", "life:volunteer"),
    ("study.minutes", 14, "i % 31 > 0", "30 + k % 180", "NULL", "learning:hours"),
    ("study.modules", 5, "true", "k % 10 < 8", "1", "learning:module"),
    ("survey.conduct", 1, "i % 41 > 0", "6000 + k % 4001", "5 + k % 20", "surveys:ballot"),
    ("survey.capability", 1, "i % 41 > 0", "6000 + k % 4001", "5 + k % 20", "surveys:ballot"),
    ("work.tasks", 4, "i % 3 = 0", "k % 10 < 8", "1", "goals:task"),
    ("work.outcomes", 4, "i % 3 > 0", "k % 5000", "NULL", "goals:outcome"),
    ("work.attendance", 12, "true", "21 - k % 3", "21", "people:attendance"),
)
KPI_SQL = """
SELECT 'kpi:' || j AS kpi_id, 'person:' || i AS subject_id, 2500 AS weight,
       CASE WHEN j = 3 THEN 'lower' ELSE 'higher' END AS direction,
       CASE WHEN j = 3 THEN 1000000 ELSE 0 END AS bound, CASE WHEN j = 3 THEN 100000 ELSE 1000000 END AS target,
       CASE WHEN hash(i + j) % 20 > 0 THEN (hash(i * 4 + j) % 1200000)::BIGINT END AS actual,
       'goals:result:' || (i * 4 + j) AS ref
FROM range({people}) r(i), range(4) s(j)
"""
EXEMPTION_SQL = """
SELECT 'person:' || i AS subject_id, CASE WHEN i % 2 = 0 THEN 'life.attendance' END AS measure,
       DATE '2025-03-01' + (hash(i) % 200)::INTEGER AS "from",
       DATE '2025-03-31' + (hash(i) % 200)::INTEGER AS "until", NULL AS fact_ref,
       'people:leave:' || i AS ref
FROM range(0, {people}, 19) r(i)
"""


def synthesise(directory: Path, people: int, scale: float = 1.0, memory_limit: str = "1GB") -> Manifest:
    """Write a sealed snapshot of `people` persons; about 54 x `scale` facts each. Deterministic."""
    directory.mkdir(parents=True, exist_ok=True)
    con = canonical.connect(memory_limit, 2, directory)
    facts = " UNION ALL ".join(
        FACT_SQL.format(
            measure=measure, quantity=quantity, due=due, ref=ref, who=who, people=people, salt=salt,
            each=max(1, round(each * (scale if each > 1 else 1))),
        )
        for salt, (measure, each, who, quantity, due, ref) in enumerate(KINDS)
    )  # fmt: skip
    canonical.write(con, SUBJECT_SQL.format(people=people), SUBJECTS, directory / SUBJECTS.file)
    canonical.write(con, facts, FACTS, directory / FACTS.file)
    canonical.write(con, KPI_SQL.format(people=people), KPIS, directory / KPIS.file)
    canonical.write(con, EXEMPTION_SQL.format(people=people), EXEMPTIONS, directory / EXEMPTIONS.file)
    canonical.write_rows(
        sorted((m.row() for m in CATALOGUE), key=lambda r: r["measure"]), MEASURES, directory / MEASURES.file
    )
    con.close()
    return seal(directory, BEGINS, ENDS, "synthetic-1", memory_limit=memory_limit)

-- The same formula by hand, in one script of DuckDB SQL: what the engine's time is held against.
-- {snapshot}, {out}: folders. The same figures, rows and order of the three files. Divisions are the engine's own
-- (64 bits where these suffice). Left out, and paid for by the engine alone: every check of the snapshot, the scheme
-- as data (it stands below as constants), Shapley shares at the ceiling (final = share), canonical text and SHA-256.
CREATE MACRO half_up(n, d) AS CASE WHEN n <= 4000000000000000000 AND d <= 1000000000000000000
    THEN (2::BIGINT * n + d) // (2::BIGINT * d) ELSE ((2::HUGEINT * n + d) // (2::HUGEINT * d))::BIGINT END;
CREATE MACRO ratio9(n, d) AS CASE WHEN n <= 4000000000 AND d <= 1000000000000000000
    THEN (2000000000::BIGINT * n + d) // (2::BIGINT * d) ELSE ((2000000000::HUGEINT * n + d) // (2::HUGEINT * d))::BIGINT END;

CREATE TEMP TABLE spec AS SELECT * FROM (VALUES
  (1, 'political', 'org_life', 'life.attendance', 'rate', 2500, 0, 'member', ''),
  (2, 'political', 'study_member', 'study.minutes', 'target', 2000, 1920, 'member', 'secretary'),
  (3, 'political', 'study_secretary', 'study.minutes', 'target', 2000, 3360, 'secretary', ''),
  (4, 'political', 'study_staff', 'study.minutes', 'target', 3500, 1200, 'non_member', ''),
  (5, 'political', 'modules_member', 'study.modules', 'rate', 1500, 0, 'member', ''),
  (6, 'political', 'modules_staff', 'study.modules', 'rate', 2500, 0, 'non_member', ''),
  (7, 'political', 'rectification', 'life.rectification', 'rate', 1000, 0, 'member', ''),
  (8, 'political', 'conduct_member', 'survey.conduct', 'mean', 3000, 0, 'member', ''),
  (9, 'political', 'conduct_staff', 'survey.conduct', 'mean', 4000, 0, 'non_member', ''),
  (10, 'work', 'kpi', 'work.kpi', 'kpi', 6000, 0, '', ''),
  (11, 'work', 'tasks', 'work.tasks', 'rate', 1500, 0, 'management', ''),
  (12, 'work', 'outcomes', 'work.outcomes', 'target', 1500, 10000, 'specialist', ''),
  (13, 'work', 'capability', 'survey.capability', 'mean', 1500, 0, '', ''),
  (14, 'work', 'diligence', 'work.attendance', 'rate', 1000, 0, '', ''),
  (15, 'political', 'volunteer', 'life.volunteer', 'target', 0, 8, '', '')
) AS t(line, dimension, indicator, measure, kind, weight, target, wanted, barred);

CREATE TEMP TABLE people AS
SELECT subject_id, kind, unit_id, unit_path, branch_id, branch_path, list_sort(groups) AS groups
FROM '{snapshot}/subjects.parquet'
WHERE "from" <= DATE '2025-12-31' AND ("until" IS NULL OR "until" > DATE '2025-12-31')
  AND list_has_any(groups, ['management', 'specialist']);

CREATE TEMP TABLE presence AS
SELECT subject_id, {months} AS months FROM (
  SELECT subject_id, {days} FROM '{snapshot}/subjects.parquet' GROUP BY subject_id);

CREATE TEMP TABLE sums AS
SELECT subject_id, measure, sum(quantity)::BIGINT AS quantity, sum(due)::BIGINT AS due,
       sum(quantity * due)::BIGINT AS weighted, count(*) AS records
FROM '{snapshot}/facts.parquet' WHERE "on" >= DATE '2025-01-01' AND "on" < DATE '2026-01-01'
GROUP BY subject_id, measure;

CREATE TEMP TABLE exempted AS
SELECT subject_id, measure, sum(due)::BIGINT AS exempt_due, count(*) AS exempted
FROM (SELECT f.subject_id, f.measure, f.ref, any_value(f.due) AS due
      FROM '{snapshot}/facts.parquet' f
      JOIN '{snapshot}/exemptions.parquet' e ON e.subject_id = f.subject_id
      WHERE f.quantity = 0 AND f.measure IN (SELECT measure FROM spec WHERE kind = 'rate')
        AND coalesce(e.measure, f.measure) = f.measure
        AND CASE WHEN e.fact_ref IS NULL THEN f."on" >= e."from" AND f."on" < coalesce(e."until", DATE '9999-12-31')
                 ELSE e.fact_ref = f.ref END
      GROUP BY f.subject_id, f.measure, f.ref)
GROUP BY subject_id, measure;

CREATE TEMP TABLE goals AS
SELECT subject_id, sum(weight)::BIGINT AS kpi_all, coalesce(sum(weight) FILTER (actual IS NOT NULL), 0)::BIGINT AS kpi_done,
       coalesce(sum(weight * ratio9(CASE direction WHEN 'lower' THEN greatest(0, least(bound - actual, bound - target))
         ELSE greatest(0, least(actual - bound, target - bound)) END, abs(target - bound)))
         FILTER (actual IS NOT NULL), 0)::BIGINT AS kpi_sum, count(actual) AS kpi_records
FROM '{snapshot}/kpis.parquet' GROUP BY subject_id;

CREATE TEMP TABLE lines AS
WITH joined AS (
  SELECT p.subject_id, s.line, s.dimension, s.indicator, s.measure, s.kind, s.weight, s.target,
         CASE WHEN s.line = 15 THEN 'bonus' ELSE 'indicator' END AS role,
         (s.wanted = '' OR list_contains(p.groups, s.wanted)) AND NOT list_contains(p.groups, s.barred) AS applies,
         coalesce(m.months, 0) AS months, coalesce(f.quantity, 0) AS quantity, coalesce(f.due, 0) AS due,
         coalesce(f.weighted, 0) AS weighted, coalesce(f.records, 0) AS records, coalesce(e.exempt_due, 0) AS exempt_due,
         coalesce(e.exempted, 0) AS exempted, coalesce(g.kpi_all, 0) AS kpi_all, coalesce(g.kpi_done, 0) AS kpi_done,
         coalesce(g.kpi_sum, 0) AS kpi_sum, coalesce(g.kpi_records, 0) AS kpi_records
  FROM people p CROSS JOIN spec s
  LEFT JOIN presence m ON m.subject_id = p.subject_id
  LEFT JOIN sums f ON f.subject_id = p.subject_id AND f.measure = s.measure
  LEFT JOIN exempted e ON e.subject_id = p.subject_id AND e.measure = s.measure
  LEFT JOIN goals g ON g.subject_id = p.subject_id
  WHERE NOT (s.line = 11 AND list_contains(p.groups, 'specialist'))
    AND NOT (s.line = 12 AND list_contains(p.groups, 'management'))
), fractions AS (
  SELECT *, CASE kind WHEN 'kpi' THEN kpi_sum WHEN 'rate' THEN quantity WHEN 'mean' THEN weighted ELSE quantity * 12 END AS num,
         CASE kind WHEN 'kpi' THEN kpi_done * 1000000000 WHEN 'rate' THEN due - exempt_due WHEN 'mean' THEN 10000 * due
           ELSE CASE WHEN records > 0 THEN target * months ELSE 0 END END AS den
  FROM joined
), valued AS (
  SELECT *, CASE WHEN applies AND den > 0 THEN least(ratio9(num, den), 1000000000) END AS value FROM fractions
)
SELECT subject_id, line, dimension, indicator, role, measure, weight, value, months,
       CASE WHEN NOT applies THEN 'not_applicable' WHEN value IS NOT NULL THEN 'value' ELSE 'missing' END AS status,
       CASE WHEN value IS NOT NULL THEN num END AS num, CASE WHEN value IS NOT NULL THEN den END AS den,
       CASE WHEN NOT applies THEN NULL WHEN kind = 'kpi' AND kpi_all > 0 THEN half_up(kpi_sum, kpi_all)
            ELSE coalesce(value, 0) END AS low,
       CASE WHEN NOT applies THEN NULL
            WHEN kind = 'kpi' AND kpi_all > 0 THEN half_up(kpi_sum + (kpi_all - kpi_done) * 1000000000, kpi_all)
            ELSE coalesce(value, 1000000000) END AS high,
       CASE WHEN value IS NULL THEN 0 WHEN kind = 'kpi' THEN ratio9(kpi_done, kpi_all) ELSE 1000000000 END AS covered,
       CASE WHEN applies THEN quantity ELSE 0 END AS quantity, CASE WHEN applies THEN due ELSE 0 END AS due,
       CASE WHEN applies THEN exempt_due ELSE 0 END AS exempt_due, CASE WHEN applies THEN exempted ELSE 0 END AS exempted,
       CASE WHEN NOT applies THEN 0 WHEN kind = 'kpi' THEN kpi_records ELSE records END AS records,
       nullif(target, 0) AS target, CASE WHEN target > 0 THEN half_up(target * months, 12) END AS target_prorated,
       CASE WHEN kind = 'kpi' THEN kpi_done END AS kpi_done, CASE WHEN kind = 'kpi' THEN kpi_all END AS kpi_all
FROM valued;

CREATE TEMP TABLE dims AS
WITH grouped AS (
  SELECT subject_id, dimension,
         coalesce(sum(weight * value) FILTER (role = 'indicator'), 0)::BIGINT AS weighted,
         coalesce(sum(weight) FILTER (value IS NOT NULL), 0)::BIGINT AS valued,
         coalesce(sum(weight) FILTER (status <> 'not_applicable'), 0)::BIGINT AS applicable,
         coalesce(sum(weight) FILTER (value IS NOT NULL AND kpi_all IS NULL), 0)::BIGINT AS whole,
         coalesce(sum(weight) FILTER (value IS NOT NULL AND kpi_all IS NOT NULL), 0)::BIGINT AS partly,
         coalesce(max(kpi_done), 0) AS kpi_done, greatest(coalesce(max(kpi_all), 1), 1) AS kpi_all,
         coalesce(sum(weight * low), 0)::BIGINT AS low, coalesce(sum(weight * high), 0)::BIGINT AS high,
         coalesce(sum(half_up(value * 5, 100)) FILTER (role = 'bonus'), 0)::BIGINT AS bonus
  FROM lines GROUP BY subject_id, dimension
), based AS (
  SELECT *, ratio9(whole * kpi_all + partly * kpi_done, applicable * kpi_all) AS coverage,
         CASE WHEN valued > 0 AND (whole::HUGEINT * kpi_all + partly * kpi_done) * 10000 >= 6000::HUGEINT * kpi_all * applicable
              THEN half_up(weighted, valued) END AS base
  FROM grouped
)
SELECT subject_id, dimension, valued, base, bonus, coverage, CASE WHEN base IS NOT NULL THEN least(base + bonus, 1000000000) END AS number,
       CASE WHEN base IS NOT NULL THEN least(half_up(low, applicable) + bonus, 1000000000) END AS low,
       CASE WHEN base IS NOT NULL THEN least(half_up(high, applicable) + bonus, 1000000000) END AS high
FROM based;

CREATE TEMP TABLE results AS
WITH pairs AS (
  SELECT p.*, CASE WHEN list_contains(p.groups, 'management') THEN 'management' ELSE 'specialist' END AS scheme,
         a.number AS political, b.number AS work, a.base AS political_base, b.base AS work_base,
         a.bonus AS political_bonus, b.bonus AS work_bonus, a.coverage AS political_coverage, b.coverage AS work_coverage,
         a.low AS political_low, a.high AS political_high, b.low AS work_low, b.high AS work_high,
         half_up(a.number + b.number, 2) AS arithmetic,
         floor(((a.number / 1e9) ** 0.5 * (b.number / 1e9) ** 0.5) * 1e9 + 0.5)::BIGINT AS geometric,
         sqrt(CASE WHEN greatest(a.number, b.number) > 0
              THEN ((1000000000 - abs(a.number - b.number)) * least(a.number, b.number))::DOUBLE
                   / (1000000000 * greatest(a.number, b.number))::DOUBLE ELSE 0 END) AS c
  FROM people p JOIN dims a ON a.subject_id = p.subject_id AND a.dimension = 'political'
  JOIN dims b ON b.subject_id = p.subject_id AND b.dimension = 'work'
)
SELECT * EXCLUDE (c), CASE WHEN arithmetic IS NOT NULL THEN floor(c * 1e9 + 0.5)::BIGINT END AS coupling, arithmetic AS level,
       CASE WHEN arithmetic IS NOT NULL THEN floor(sqrt(c * (arithmetic / 1e9)) * 1e9 + 0.5)::BIGINT END AS coordination,
       CASE WHEN arithmetic IS NULL THEN NULL WHEN political >= 800000000 AND work >= 800000000 THEN 'both'
            WHEN political >= 800000000 THEN 'work' WHEN work >= 800000000 THEN 'political' ELSE 'support' END AS quadrant
FROM pairs;

CREATE TEMP TABLE parts AS
WITH products AS (
  SELECT l.subject_id, l.dimension, l.indicator AS part, l.role, l.line, d.base,
         (l.weight * l.value) // d.valued AS floor, (l.weight * l.value) % d.valued AS rest
  FROM lines l JOIN dims d USING (subject_id, dimension)
  WHERE l.value IS NOT NULL AND d.base IS NOT NULL AND l.role = 'indicator'
)
SELECT subject_id, dimension, part, role, floor + (row_number() OVER (PARTITION BY subject_id, dimension ORDER BY rest DESC, line)
       <= base - sum(floor) OVER (PARTITION BY subject_id, dimension))::BIGINT AS share
FROM products
UNION ALL
SELECT l.subject_id, l.dimension, l.indicator, l.role, half_up(l.value * 5, 100) FROM lines l
JOIN dims d USING (subject_id, dimension) WHERE l.role = 'bonus' AND l.value IS NOT NULL AND d.base IS NOT NULL;

COPY (SELECT * FROM results ORDER BY subject_id) TO '{out}/results.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT * EXCLUDE (line, kpi_done, kpi_all) FROM lines ORDER BY subject_id, dimension, indicator)
  TO '{out}/indicators.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT *, share AS final FROM parts ORDER BY subject_id, dimension, part)
  TO '{out}/contributions.parquet' (FORMAT parquet, COMPRESSION zstd);

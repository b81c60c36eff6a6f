"""SQL by which the child makes rows of a snapshot from what it read. No Django here.

Every stretch of time is cut to the period, so what happens later does not change what was frozen.
"""

from __future__ import annotations

from dataclasses import dataclass

INT, TEXT, DAY = "BIGINT", "VARCHAR", "DATE"
Shape = tuple[tuple[str, str], ...]

STRETCH: Shape = (
    ("person", INT), ("place", INT), ("path", TEXT), ("groups", TEXT), ("begins", DAY), ("ends", DAY),
)  # fmt: skip
FACT: Shape = (("person", INT), ("day", DAY), ("quantity", INT), ("due", INT), ("pk", INT))
KPI: Shape = (
    ("person", INT), ("weight", INT), ("direction", TEXT), ("bound", INT), ("target", INT), ("actual", INT),
    ("pk", INT),
)  # fmt: skip
EXEMPTION: Shape = (("person", INT), ("measure", TEXT), ("begins", DAY), ("ends", DAY), ("fact", INT), ("pk", INT))


def create(table: str, shape: Shape, *extra: str) -> str:
    """A table for rows of a shape, with text columns in front."""
    columns = [f"{name} VARCHAR" for name in extra] + [f"{name} {kind}" for name, kind in shape]
    return f"CREATE TABLE {table} ({', '.join(columns)})"


def reading(vendor: str, sql: str, shape: Shape) -> str:
    """The statement to send to the database, each column in a type that arrives as one type.

    SQLite has no column types: the driver guesses from the first rows, and takes a text column that starts with
    nulls for numbers. So nulls of days and words travel as empty text. PostgreSQL's numeric would arrive as text.
    """
    names = ", ".join(name for name, _ in shape)
    if vendor == "sqlite":
        columns = [name if kind == INT else f"coalesce({name}, '') AS {name}" for name, kind in shape]
    else:
        postgres = {INT: "bigint", TEXT: "text", DAY: "date"}
        columns = [f"CAST({name} AS {postgres[kind]}) AS {name}" for name, kind in shape]
    return f"WITH rows_read({names}) AS ({sql}) SELECT {', '.join(columns)} FROM rows_read"


def received(shape: Shape) -> str:
    """The columns as they arrived, in their own types again."""
    return ", ".join(
        f"CAST({name} AS BIGINT)" if kind == INT else f"CAST(nullif(CAST({name} AS VARCHAR), '') AS {kind})"
        for name, kind in shape
    )


@dataclass(frozen=True)
class Rows:
    """The queries of the five files for a period `[begins, ends)`; `outside` is the group of those in no branch."""

    begins: str
    ends: str
    outside: str

    def subjects(self) -> str:
        """Posts overlaid with memberships: where one of them changes, a new interval starts.

        Of overlapping posts the one that began last holds. Neighbouring intervals that say the same are one.
        """
        return f"""
            WITH post AS ({self._cut("posts")}), party AS ({self._cut("memberships")}),
            days AS (SELECT person, begins AS day FROM post UNION SELECT person, ends FROM post
                     UNION SELECT person, begins FROM party UNION SELECT person, ends FROM party),
            piece AS (SELECT person, day AS begins, lead(day) OVER (PARTITION BY person ORDER BY day) AS ends
                      FROM days),
            laid AS (
                SELECT piece.person, piece.begins, piece.ends, post.place AS unit, post.path AS unit_path,
                       party.place AS branch, party.path AS branch_path,
                       list_sort(string_split(concat_ws(',', coalesce(party.groups, '{self.outside}'), post.groups),
                                              ',')) AS groups
                FROM piece
                JOIN post ON post.person = piece.person AND post.begins <= piece.begins AND post.ends >= piece.ends
                LEFT JOIN party ON party.person = piece.person
                     AND party.begins <= piece.begins AND party.ends >= piece.ends
                QUALIFY row_number() OVER (PARTITION BY piece.person, piece.begins
                    ORDER BY post.begins DESC, post.place, party.begins DESC, party.place) = 1),
            marked AS (
                SELECT *, CASE WHEN begins = lag(ends) OVER w
                     AND (unit, unit_path, branch, branch_path, groups) IS NOT DISTINCT FROM
                         (lag(unit) OVER w, lag(unit_path) OVER w, lag(branch) OVER w, lag(branch_path) OVER w,
                          lag(groups) OVER w) THEN 0 ELSE 1 END AS starts
                FROM laid WINDOW w AS (PARTITION BY person ORDER BY begins)),
            runs AS (SELECT *, sum(starts) OVER (PARTITION BY person ORDER BY begins) AS run FROM marked)
            SELECT 'person:' || person AS subject_id, 'person' AS kind, CAST(any_value(unit) AS VARCHAR) AS unit_id,
                   any_value(unit_path) AS unit_path, CAST(any_value(branch) AS VARCHAR) AS branch_id,
                   any_value(branch_path) AS branch_path, any_value(groups) AS groups,
                   min(begins) AS "from", max(ends) AS until
            FROM runs GROUP BY person, run"""

    def facts(self) -> str:
        """One record's statement a row."""
        return (
            "SELECT 'person:' || person AS subject_id, measure, day AS \"on\", quantity, due, "
            "kind || ':' || pk AS ref FROM facts"
        )

    def kpis(self) -> str:
        """One KPI of one person a row; it carries no words a person typed."""
        return (
            "SELECT 'kpi:' || pk AS kpi_id, 'person:' || person AS subject_id, weight, direction, bound, target, "
            "actual, kind || ':' || pk AS ref FROM kpis"
        )

    def exemptions(self) -> str:
        """Stretches cut to the period; a single occasion lasts its own day and names its fact."""
        return f"""
            SELECT 'person:' || person AS subject_id, measure,
                   greatest(begins, DATE '{self.begins}') AS "from",
                   CASE WHEN fact IS NULL THEN least(coalesce(ends, DATE '{self.ends}'), DATE '{self.ends}')
                        ELSE begins + 1 END AS until,
                   CASE WHEN fact IS NULL THEN NULL ELSE kind || ':' || fact END AS fact_ref,
                   kind || ':' || pk AS ref
            FROM exemptions"""

    def _cut(self, table: str) -> str:
        return (
            f"SELECT person, place, path, groups, greatest(begins, DATE '{self.begins}') AS begins, "
            f"least(coalesce(ends, DATE '{self.ends}'), DATE '{self.ends}') AS ends FROM {table}"
        )

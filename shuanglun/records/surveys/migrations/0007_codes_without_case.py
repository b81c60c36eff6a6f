"""Codes of instruments are unique without regard to case. Earlier ones that differ in case only get their number added."""

from django.db import migrations, models
from django.db.models.functions import Lower


def part(apps, schema_editor):
    """The first keeps its code."""
    seen = set()
    for row in apps.get_model("surveys", "Instrument").objects.order_by("pk"):
        if row.code.lower() in seen:
            number = f"-{row.pk}"
            row.code = row.code[: 20 - len(number)] + number
            row.save(update_fields=["code"])
        seen.add(row.code.lower())


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_leads")]

    operations = [
        migrations.RunPython(part, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(Lower("code"), name="instrument_code_once"),
        ),
    ]

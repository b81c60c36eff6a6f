from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="score",
            name="sufficiency",
            field=models.CharField(
                choices=[
                    ("both", "两个维度有得分"),
                    ("no_political", "政治维度资料不足"),
                    ("no_work", "业绩维度资料不足"),
                    ("neither", "两个维度资料不足"),
                ],
                max_length=12,
                verbose_name="证据",
            ),
        ),
    ]

"""The two people behind a publication are two accounts: officers without a staff file submit and publish as well."""

from importlib import import_module

from django.db import migrations, models

kept = import_module("shuanglun.evidence.indicators.migrations.0002_keep_published")
ACCOUNTS = ("submitted_account", "published_account")


def install(apps, schema_editor):
    kept.install(apps, schema_editor, (*kept.PEOPLE, *ACCOUNTS))


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0002_keep_published'),
    ]

    operations = [
        migrations.RunPython(kept.remove, kept.install),
        migrations.RemoveConstraint(
            model_name='schemeversion',
            name='submitted_by_somebody',
        ),
        migrations.RemoveConstraint(
            model_name='schemeversion',
            name='published_by_somebody',
        ),
        migrations.AddField(
            model_name='schemeversion',
            name='published_account',
            field=models.BigIntegerField(null=True, verbose_name='发布账号'),
        ),
        migrations.AddField(
            model_name='schemeversion',
            name='submitted_account',
            field=models.BigIntegerField(null=True, verbose_name='提交账号'),
        ),
        migrations.AddConstraint(
            model_name='schemeversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'discarded']), models.Q(models.Q(('submitted_account__isnull', False), ('submitted_by__isnull', False), _connector='OR'), ('submitted_at__isnull', False)), _connector='OR'), name='submitted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='schemeversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'retired']), _negated=True), models.Q(models.Q(('published_account__isnull', False), ('published_by__isnull', False), _connector='OR'), ('published_at__isnull', False)), _connector='OR'), name='published_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='schemeversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_account__isnull', True), models.Q(('published_account', models.F('submitted_account')), _negated=True), _connector='OR'), name='published_by_another_account'),
        ),
        migrations.RunPython(install, kept.remove),
    ]

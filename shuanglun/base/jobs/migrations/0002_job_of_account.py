# Jobs belong to the account that asked; staff files alone leave out officers from outside.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='account_id',
            field=models.BigIntegerField(null=True, verbose_name='发起账号'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['account_id', '-id'], name='job_by_account'),
        ),
    ]

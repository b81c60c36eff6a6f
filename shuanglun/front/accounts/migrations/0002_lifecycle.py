"""First passwords, reasons, and grants that may follow one another: what excludes what is now a matter of days.

Triggers say on both databases that no account holds two administrations (system, security, audit) on the same day, nor
the same role over the same range twice. On SQLite a later migration that alters `accounts_rolegrant` remakes it and
drops its trigger: end such a migration with `install` again (indicators 0003 shows how).
"""

from django.db import migrations, models

NAME, TABLE = "grant_excludes", "accounts_rolegrant"
MEETS = f"""EXISTS (SELECT 1 FROM {TABLE} other WHERE other.user_id = NEW.user_id AND other.id <> NEW.id
    AND (other.until_on IS NULL OR other.until_on > NEW.from_on)
    AND (NEW.until_on IS NULL OR other.from_on < NEW.until_on)
    AND ((other.administers IS NOT NULL AND NEW.administers IS NOT NULL)
         OR (other.role = NEW.role AND other.path = NEW.path)))"""
WORDS = "同一账号同期已有相同的授权，或已是另一类管理员（系统、安全、审计三权分立），数据库拒绝保存"


def sqlite():
    for event in ("INSERT", "UPDATE"):
        yield (
            f"CREATE TRIGGER {NAME}_{event.lower()} AFTER {event} ON {TABLE} WHEN {MEETS}"
            f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def postgresql():
    # The row of the account is locked first: of two transactions at once the second one sees the first one's grant.
    yield (
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE; "
        f"IF {MEETS} THEN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'exclusion_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    yield f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()"


def install(apps, schema_editor):
    vendor = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in vendor():
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")
        return
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}")
    schema_editor.execute(f"DROP FUNCTION IF EXISTS {NAME}()")


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='grant_once',
        ),
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='one_administration',
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='依据'),
        ),
        migrations.AddField(
            model_name='user',
            name='first_until',
            field=models.DateTimeField(blank=True, help_text='有值表示还在用初始密码，登录后须先改密', null=True, verbose_name='初始密码有效至'),
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='until_on',
            field=models.DateField(blank=True, null=True, verbose_name='失效日期'),
        ),
        migrations.AlterField(
            model_name='user',
            name='name',
            field=models.CharField(db_index=True, max_length=60, verbose_name='显示姓名'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('administers', None), models.Q(('role__in', ['auditor', 'security_admin']), _negated=True)), models.Q(('administers', 'audit'), ('administers__isnull', False), ('role', 'auditor')), models.Q(('administers', 'security'), ('administers__isnull', False), ('role', 'security_admin')), _connector='OR'), name='grant_administers'),
        ),
        migrations.RunPython(install, remove),
    ]

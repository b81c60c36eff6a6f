from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """目标业绩."""

    name = "shuanglun.records.goals"
    label = "goals"
    verbose_name = "目标业绩"
    default_auto_field = "django.db.models.BigAutoField"

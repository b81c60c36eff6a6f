from django.apps import AppConfig


class LearningConfig(AppConfig):
    """教育培训."""

    name = "shuanglun.records.learning"
    label = "learning"
    verbose_name = "教育培训"
    default_auto_field = "django.db.models.BigAutoField"

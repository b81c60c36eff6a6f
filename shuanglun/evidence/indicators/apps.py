from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Schemes and their versions."""

    name = "shuanglun.evidence.indicators"
    label = "indicators"
    verbose_name = "指标方案"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """测评问卷."""

    name = "shuanglun.records.surveys"
    label = "surveys"
    verbose_name = "测评问卷"
    default_auto_field = "django.db.models.BigAutoField"

"""The site as a Django app: start-up checks and the commands of the machine room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "shuanglun.front.site"
    label = "site"
    verbose_name = "站点"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Where pages meet."""

    name = "shuanglun.front.portal"
    label = "portal"
    verbose_name = "门户"

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Where pages meet."""

    name = "shuanglun.front.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from shuanglun.front.portal.panels import offer_all

        offer_all()

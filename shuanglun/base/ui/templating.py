"""How templates are found, for the settings.

Cotton and partials each replace the other's loaders when they configure themselves, and then `<c-card>` reaches the
browser unrendered with HTTP 200. So both are installed by their SimpleAppConfig and the order is written out here:
partials outermost, then the cache, then cotton, which must compile before the plain loaders see a file.
"""

LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django_cotton.cotton_loader.Loader",
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]

BUILTINS = [
    "django_cotton.templatetags.cotton",
    "template_partials.templatetags.partials",
    "django.templatetags.static",
    "shuanglun.base.ui.templatetags.ui",
]

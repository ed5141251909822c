from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "anlan.enforcement"

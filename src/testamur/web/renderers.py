"""Django's forms, shown with the design system's components (``FORM_RENDERER``)."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.utils.functional import cached_property


class DesignSystemRenderer(TemplatesSetting):
    """``{{ form }}`` uses our templates; hidden inputs use Django's own."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/"):
            return self._builtin.get_template(template_name)
        return super().get_template(template_name)

    @cached_property
    def _builtin(self) -> DjangoTemplates:
        return DjangoTemplates()

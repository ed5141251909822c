"""The working calendar: the days on which the week alone does not tell whether people work."""

from __future__ import annotations

from django.db import models


class CalendarDay(models.Model):
    """A holiday on a weekday or a make-up day (调休) at a weekend, as the State Council announced it."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    note = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.is_working else '-'}"

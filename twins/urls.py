"""Addresses about a model's own rights."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

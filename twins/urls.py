"""Addresses about a model's own rights."""

from django.urls import path

from twins.web import rights

urlpatterns = [
    path("models/<uuid:twin_id>/rights", rights.twin_rights, name="twin-rights"),
    path("clients", rights.clients, name="clients"),
    path("clients/<uuid:brand_id>/rights", rights.client_rights, name="client-rights"),
]

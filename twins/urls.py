"""Addresses about a model's own rights."""

from django.urls import path

from twins.web import rights, stop

urlpatterns = [
    path("my-twin/stop", stop.stop_twin, name="stop-twin"),
    path("my-twin/stop/lift", stop.lift_stop, name="lift-stop"),
    path("stop", stop.ask_for_stop, name="ask-for-stop"),
    path("stop/<str:token>", stop.stop_by_mail, name="stop-by-mail"),
    path("models/<uuid:twin_id>/rights", rights.twin_rights, name="twin-rights"),
    path("clients", rights.clients, name="clients"),
    path("clients/<uuid:brand_id>/rights", rights.client_rights, name="client-rights"),
]

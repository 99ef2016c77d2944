"""Roles as the reader calls them."""

from django import template

from portal.roles import called

register = template.Library()
register.filter("called", called)

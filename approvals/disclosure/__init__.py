"""Disclosure: what tells anybody that a picture shows a digital twin, and what made it.

Bytes and values in, bytes or findings out; nothing here knows Django, the database or the
network. `pipeline.disclose` applies the layers in order, `inspect.inspect` reads them back.
"""

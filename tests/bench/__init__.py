"""Measurements, run by ``make bench``: one JSON object a line. No timing decides a test."""

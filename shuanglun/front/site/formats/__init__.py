"""Formats of numbers and days that differ from Django's."""

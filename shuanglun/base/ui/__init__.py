"""Screens: the shell, five kinds of screen, the table, the components and tokens every room draws with.

It turns what a room hands over (querysets, plain forms, operations as callables) into pages; it must never know a
room, a model or a rule, and it never writes to the database.
"""

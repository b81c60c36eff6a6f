"""Accounts (账号权限): who may enter, in which roles and over which ranges, and the actor this makes. Nobody below
the front floor knows a User: rows point to persons, rights travel as strings on the Actor."""

"""Screens of the accounts room: the gate for everybody, the accounts for security administrators."""

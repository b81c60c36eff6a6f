"""Signing in by QR (扫码签到): a screen shows a code that changes, a phone's camera opens it, one tap makes attendance.

No app is needed and no account either: who has none gives staff number and name. A code is good for a minute, a scan
gives one ticket, a ticket signs in one person. Nothing of the phone is stored: no address, no place, no device.
"""

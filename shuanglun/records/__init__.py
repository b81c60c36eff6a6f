"""The floor of records: what happened, who recorded it, and when it holds."""

"""Evidence snapshots (证据快照): the facts of all record rooms, frozen for a period into Parquet files with a
manifest. It knows which facts may ever count (`catalogue.py`, the only inventory), freezes, opens and verifies them;
it must never know a scheme, a score or what anybody thinks of a fact. A frozen snapshot is never edited: a later
correction of the records makes another snapshot.
"""

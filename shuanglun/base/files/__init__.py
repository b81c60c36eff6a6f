"""Files (附件): what people attach to a record as proof. Each lies sealed under the key of the installation, is known by
its hash, and is opened through the record it belongs to. It must never know what a record is about.

A room declares `class MeetingFile(StoredFile)` with a foreign key and a scope, and calls `keep` in an operation.
"""

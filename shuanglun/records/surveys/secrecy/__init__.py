"""What keeps a ballot secret and countable: blind signatures, tickets, envelopes and the sealed tree. Plain functions
over bytes: no Django, no database, no clock, so that the signing process and an auditor's machine can use them."""

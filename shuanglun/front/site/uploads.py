"""Uploads above the limit are refused while they arrive, before they fill the disk."""

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class Limited(TemporaryFileUploadHandler):
    """Write to a temporary file; stop reading at `UPLOAD_MAX_BYTES` over all files of the request.

    A stopped upload leaves the form without its file and marks the request `upload_too_large`.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            if self.request is not None:
                self.request.upload_too_large = True  # type: ignore[attr-defined]
            self.file.close()
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)

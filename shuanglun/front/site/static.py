"""Static files in production: names that carry a hash, compressed once, cached for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """As WhiteNoise's, but blind to source maps: third-party files name theirs, and we do not ship them."""

    patterns = tuple(
        (ending, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for ending, rules in CompressedManifestStaticFilesStorage.patterns
    )

"""The floor of evidence: frozen facts and the schemes that read them."""

"""The floor where people enter: site, portal, accounts and the fictional institution."""

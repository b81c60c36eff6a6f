"""The site (站点): settings, the URL table, the command line and the machine's probes. It wires the rooms together
and holds no rule of theirs."""

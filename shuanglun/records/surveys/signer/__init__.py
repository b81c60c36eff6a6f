"""The signing process (签票进程): private keys of ballots live here and nowhere else. `client` is how the site speaks to it;
all other modules belong to the process itself, which imports no Django and knows no person."""

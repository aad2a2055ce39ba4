"""The command line's rooms, one command group each."""

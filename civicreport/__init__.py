"""CivicReport: drop a pin, say what is wrong, and the responsible council has it."""

__version__ = "0.1.0"

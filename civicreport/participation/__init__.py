"""The ladder: what residents do with a report that is not theirs."""

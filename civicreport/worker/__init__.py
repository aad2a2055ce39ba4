"""The door that runs jobs."""

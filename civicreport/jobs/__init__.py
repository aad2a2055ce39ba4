"""Durable jobs in the same database, enqueued in the caller's transaction."""

"""Handing a report over to its body: a row that is the truth, and a job that is its wake-up."""

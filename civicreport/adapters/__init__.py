"""The world outside, each part with a real and an in-memory twin."""

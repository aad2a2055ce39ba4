"""Boundaries, their dated generations, and the question which of them cover a point."""

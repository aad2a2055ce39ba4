"""What kinds of issue there are."""

"""From what happened to the people who wish to know, once each."""

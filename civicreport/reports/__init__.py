"""The record: reports, their history and photos, and the acts that change them."""

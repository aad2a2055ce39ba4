"""Mail that comes in: read without trust, kept before anybody looks at it, never lost."""

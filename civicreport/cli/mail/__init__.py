"""The doors for mail that comes in: a listener, a pipe, and a mailbox that is looked into."""

"""People: reporters, officers, administrators, and devices that acted once."""

"""How fast it is: the site, served as `script/server` does, asked from outside."""

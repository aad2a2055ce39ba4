"""Who can be responsible: councils and agencies, their areas, contacts and staff."""

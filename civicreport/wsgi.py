"""The door for a WSGI server: `civicreport.wsgi:app`."""

from civicreport.app import create_app

app = create_app()

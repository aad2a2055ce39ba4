"""The door for a WSGI server: `civicreport.wsgi:app`."""

from civicreport.app import create_app
from civicreport.config import load_settings
from civicreport.db.home import at_home

app = create_app(at_home(load_settings()))

"""The door for a WSGI server: `civicreport.wsgi:app`."""

from civicreport.cli.waking import waking

with waking():
    from civicreport.app import create_app
    from civicreport.cli.mortality import end_with_parent
    from civicreport.config import load_settings
    from civicreport.db.home import at_home

    end_with_parent()
    app = create_app(at_home(load_settings()))

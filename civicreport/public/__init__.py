"""The residents' audience: see, report, follow what becomes of it."""

from flask import Blueprint

public = Blueprint("public", __name__)

"""The council's audience: staff and administrators."""

from flask import Blueprint

officers = Blueprint("officers", __name__, url_prefix="/officers")

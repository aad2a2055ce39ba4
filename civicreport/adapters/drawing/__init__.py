"""Pictures drawn by ourselves, in the site's own colours: maps without tiles, and cards to share.

Everything here takes values and gives an image; what is drawn, and for whom, is decided above.
"""

"""The WSGI entry point, for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.config.settings")
application = get_wsgi_application()

# A page makes thousands of objects, hardly any of them in circles: look for circles more seldom than every 700.
gc.set_threshold(10_000, 20, 50)

"""The pages, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from . import leash

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
if os.environ.get("HUYING_SERVED"):
    leash.hold()  # a web process of ours; under another server that server decides
application = get_wsgi_application()

"""What uvicorn runs: pages and REST through Django, two websockets, the pipeline's background tasks."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")
django_application = get_asgi_application()  # before the imports below: they need the models

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402

from engagement.bodies import LimitedBodies  # noqa: E402
from engagement.consumers.capture import CaptureConsumer  # noqa: E402
from engagement.consumers.dashboard import DashboardConsumer  # noqa: E402
from engagement.language import InLanguage  # noqa: E402
from engagement.lifespan import lifespan  # noqa: E402
from engagement.static import StaticFiles  # noqa: E402

# The capture socket authenticates by its own token, and clients that are no browsers send no Origin.
# The dashboard's authenticates by cookie, so a foreign page must not be able to open it.
dashboard = AllowedHostsOriginValidator(AuthMiddlewareStack(DashboardConsumer.as_asgi()))
websockets = URLRouter(
    [
        path("ws/capture/", CaptureConsumer.as_asgi()),
        path("ws/sessions/<int:session_id>/", dashboard),
    ]
)
pages = StaticFiles(LimitedBodies(django_application))
application = ProtocolTypeRouter({"http": pages, "websocket": InLanguage(websockets), "lifespan": lifespan})

from __future__ import annotations

from django.utils.translation import gettext as _

from engagement.models import Course, User
from engagement.services.text import clean_line

TITLE_LENGTH = 200


def create(owner: User, title: str) -> Course:
    return Course.objects.create(owner=owner, title=clean_line(_("Title"), title, TITLE_LENGTH))

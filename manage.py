#!/usr/bin/env python
"""Every command of Headway: `python manage.py help`."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Headway needs Python 3.11 or newer, this is {sys.version.split()[0]}: use `.venv/bin/python`.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("Django is not installed in this Python: run `make setup`, then use `.venv/bin/python manage.py`.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Headway cannot start: {error}")
    except OperationalError as error:
        sys.exit(f"The database does not answer ({error}): is Headway running? `make run` starts it with its database.")


if __name__ == "__main__":
    main()

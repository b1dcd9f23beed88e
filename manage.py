#!/usr/bin/env python
"""Every command of Headway: `python manage.py help`."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Headway needs Python 3.11 or newer, this is {sys.version.split()[0]}: run `make setup PYTHON=python3.11`.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed in this Python: run `make setup`, then use `.venv/bin/python manage.py`.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

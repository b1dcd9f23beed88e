"""`manage.py retain [--dry-run]`: forget what the policies of the courses keep no longer."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from engagement.services import retention

# In this order, and under these names in `Numbers`.
WORDS = {
    "days": "whole days of observations",
    "observations": "single observations",
    "sessions": "sessions",
    "participants": "participants",
    "windows": "windows",
    "segments": "segments",
    "markers": "markers",
    "logins": "expired logins",
    "jobs": "background jobs, with their files",
}


class Command(BaseCommand):
    help = "Forget observations and history that the policies of their courses keep no longer (runs every hour, too)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be forgotten")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.tell("Would forget", retention.would_forget(now))
        else:
            self.tell("Forgot", self.forget())
        if unclosed := retention.never_closed(now):
            self.stdout.write(f"Sessions that nobody has closed are kept, also beyond their time: {unclosed}.")

    def forget(self) -> retention.Numbers:
        numbers: retention.Numbers = Counter()
        with retention.alone() as is_alone:
            if not is_alone:
                raise CommandError("The scheduled job is forgetting at this moment; nothing is left to do for you.")
            for _position, some in retention.forget(timezone.now()):
                numbers.update(some)
        return numbers

    def tell(self, what: str, numbers: retention.Numbers) -> None:
        self.stdout.write(f"{what}:")
        for name, words in WORDS.items():
            size = f" ({numbers['bytes'] / 1e6:.1f} MB)" if name == "days" else ""
            self.stdout.write(f"  {numbers[name]:>12,} {words}{size}")
        if numbers["postponed"]:
            self.stdout.write(f"  {numbers['postponed']:>12,} days wait: somebody reads the observations. Try again.")

"""`python -m tests.chaos.lesson URL COUNT`: an open session in the product's own database, told as JSON."""

import json
import sys

import django


def main(url: str, count: int) -> None:
    django.setup()
    from engagement.management.bench.serving import lesson

    made = lesson(url, count)
    people = made.session.participants.order_by("pk").values_list("pk", flat=True)
    about = {"session": made.session.pk, "tokens": dict(zip(people, made.tokens, strict=True)), "cookies": made.cookies}
    sys.stdout.write(json.dumps(about))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

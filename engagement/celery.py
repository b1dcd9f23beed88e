"""The Celery application: `celery -A engagement worker`."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, task_prerun, worker_process_init
from django.db import close_old_connections

from engagement import processes, programs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")

app = Celery("engagement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def _make_way(sender: str, **_: Any) -> None:
    """A background worker, and the processes that it starts, leave the processor to the others."""
    if sender.startswith(f"{programs.BACKGROUND}@"):
        os.nice(programs.LOW_PRIORITY)


@task_prerun.connect
def _look_at_the_connection(**_: Any) -> None:
    """One that failed in the job before is put away."""
    close_old_connections()


@worker_process_init.connect
def _begin(**_: Any) -> None:
    """A pool process whose worker was killed: its transaction rolls back, its job runs again elsewhere."""
    processes.die_with_parent(signal.SIGKILL)
    processes.collect_seldom()

"""The processes of Headway, as `manage.py serve` and the containers start them."""

import sys

from engagement.certificate import Certificate

# Of a worker: one thread for the networks, the other cores are for other processes.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

# How long each takes at most to finish what it has begun, when SIGTERM asks for it.
WEB_PATIENCE_S = 20
WORKER_PATIENCE_S = 30
BEAT_PATIENCE_S = 5
# A background job that goes on for longer begins anew afterwards.
BACKGROUND_PATIENCE_S = 5

PLAIN_WORKER = (
    *("--pool", "prefork", "--loglevel", "INFO"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
BACKGROUND = "background"  # the name of the queue, and of its worker
# Of background jobs, where the system knows how: everybody else comes first.
LOW_PRIORITY = 15


def web(where: str, certificate: Certificate | None = None) -> list[str]:
    """Listens on HOST:PORT, or on a socket that it inherits under this number; with a certificate for HTTPS."""
    tls = [str(certificate.path), str(certificate.key)] if certificate else []
    return [sys.executable, "-m", "engagement.web", where, *tls]


def worker(processes: int) -> list[str]:
    return [*_celery("worker"), *PLAIN_WORKER, "--concurrency", str(processes)]


def background() -> list[str]:
    """Does exports, recordings and the like, one after the other, whenever nobody else needs the processor."""
    only = ["--queues", BACKGROUND, "--hostname", f"{BACKGROUND}@%h", "--concurrency", "1"]
    # What the networks or a large file took goes back to the machine after the job.
    return [*_celery("worker"), *PLAIN_WORKER, *only, "--max-memory-per-child", "400000"]


def beat() -> list[str]:
    """Asks for the jobs of `CELERY_BEAT_SCHEDULE` when their time has come; a worker does them."""
    return [*_celery("beat"), "--loglevel", "INFO"]


def _celery(role: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "engagement", "--quiet", role]

"""What `manage.py bench` measures: the product under load, started on the loopback and stopped again."""

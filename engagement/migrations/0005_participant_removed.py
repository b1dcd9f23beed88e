from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagement", "0004_late_and_calibration")]

    operations = [
        migrations.AddField(
            "participant",
            "removed",
            models.BooleanField(db_default=False, editable=False, verbose_name="removed by the host"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagement", "0009_rescoring")]

    operations = [
        migrations.AddField(
            "participant",
            "shares_timeline",
            models.BooleanField(db_default=False, default=False, verbose_name="shares their timeline"),
        ),
    ]

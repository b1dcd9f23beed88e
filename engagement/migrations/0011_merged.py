import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagement", "0010_sharing")]

    operations = [
        migrations.CreateModel(
            name="Merged",
            fields=[
                ("former", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="engagement.participant"
                    ),
                ),
            ],
        ),
    ]

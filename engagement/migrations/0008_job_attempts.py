from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagement", "0007_product")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]

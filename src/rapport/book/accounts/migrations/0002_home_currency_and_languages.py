"""The currency of all money, and the languages of documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("home", "currency", models.CharField(blank=True, max_length=3)),
        migrations.AddField("home", "langs", models.CharField(default="en", max_length=64)),
    ]

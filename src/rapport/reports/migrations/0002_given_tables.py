"""Tables that authors give to sections."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.AddField("note", "given", models.JSONField(null=True)),
    ]

"""The formulas of KPIs by version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_moves")]

    operations = [
        migrations.CreateModel(
            name="Formula",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kpi", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kpi", "version"), name="one_formula_a_version")],
            },
        ),
    ]

"""Rates of exchange."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base", models.CharField(max_length=3)),
                ("quote", models.CharField(max_length=3)),
                ("month", models.DateField()),
                ("kind", models.CharField(choices=[("average", "average"), ("budget", "budget")], max_length=8)),
                ("rate", models.FloatField()),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("batch", models.CharField(db_index=True, max_length=12)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "kind", "base", "quote", "month"), name="one_rate_a_batch_and_month"
                    ),
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="a_rate_is_positive"),
                ],
            },
        ),
    ]

"""What stands under what and from when, and changes of attributes that were told without a day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_rates"),
    ]

    operations = [
        migrations.AddField(
            model_name="attributechange",
            name="is_dated",
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.CharField(max_length=32)),
                ("valid_from", models.DateField()),
                ("batch", models.CharField(db_index=True, max_length=12)),
                ("is_dated", models.BooleanField(default=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.value"
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="catalogue.value"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "value", "level", "valid_from"), name="one_move_a_batch_and_day"),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("value")), _negated=True), name="no_value_is_its_own_parent"
                    ),
                ],
            },
        ),
    ]

"""The tables of this room as first released."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Value",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dimension", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=255)),
                ("name_zh", models.CharField(blank=True, max_length=255)),
                ("code", models.CharField(blank=True, max_length=128)),
                ("is_confirmed", models.BooleanField(default=False)),
                (
                    "account",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="value", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AttributeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attribute", models.CharField(max_length=32)),
                ("text", models.CharField(max_length=255)),
                ("valid_from", models.DateField()),
                ("batch", models.CharField(blank=True, max_length=12)),
                (
                    "value",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attributes", to="catalogue.value"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dimension", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=255)),
                ("text", models.CharField(max_length=255)),
                (
                    "value",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="catalogue.value"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.UniqueConstraint(fields=("dimension", "name", "code"), name="one_value_a_name_and_code"),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("dimension", "code"), name="one_value_a_code"
            ),
        ),
        migrations.AddIndex(
            model_name="attributechange",
            index=models.Index(fields=["attribute", "value", "valid_from"], name="catalogue_a_attribu_f189d7_idx"),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.UniqueConstraint(fields=("dimension", "key"), name="one_value_an_alias"),
        ),
    ]

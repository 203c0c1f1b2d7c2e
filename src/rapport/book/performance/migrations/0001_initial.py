"""The tables of this room as first released."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("file", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("dataset", models.CharField(max_length=64)),
                ("sender", models.CharField(max_length=255)),
                ("known_on", models.DateField()),
                ("loaded_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("facts_sha256", models.CharField(blank=True, max_length=64)),
                ("first", models.DateField(null=True)),
                ("last", models.DateField(null=True)),
                ("is_live", models.BooleanField(default=True)),
                (
                    "loaded_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("verb", models.CharField(choices=[("load", "load"), ("undo", "undo"), ("redo", "redo")], max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="performance.batch"),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Slice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(db_index=True, max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("scenario", models.CharField(max_length=32)),
                ("month", models.DateField()),
                ("span", models.CharField(max_length=8)),
                ("measures", models.JSONField()),
                ("facts", models.PositiveIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.value"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="slices", to="performance.batch"),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.value"
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="performance.slice"
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.value"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "identity"), name="one_version_a_batch")],
            },
        ),
    ]

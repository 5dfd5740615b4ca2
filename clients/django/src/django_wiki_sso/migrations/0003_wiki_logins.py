import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wiki_sso", "0002_issued_cookie"),
    ]

    operations = [
        migrations.CreateModel(
            name="EndedSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(db_index=True, max_length=64)),
                ("ended_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.AlterModelOptions(
            name="issuedcookie",
            options={"verbose_name": "wiki login", "verbose_name_plural": "wiki logins"},
        ),
        migrations.AlterModelOptions(
            name="pendinglogout",
            options={
                "ordering": ["priority", "created_at", "pk"],
                "verbose_name": "pending wiki logout",
                "verbose_name_plural": "pending wiki logouts",
            },
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="domain",
            field=models.CharField(blank=True, default="", max_length=255),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="expires_at",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="identity",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="issued_at",
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="path",
            field=models.CharField(default="/", max_length=255),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="sealed_key",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="user_agent",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="user_id",
            field=models.CharField(db_index=True, default="", max_length=255),
        ),
        migrations.AddField(
            model_name="issuedcookie",
            name="username",
            field=models.CharField(db_index=True, default="", max_length=255),
        ),
        migrations.AddField(
            model_name="pendinglogout",
            name="before",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pendinglogout",
            name="priority",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="pendinglogout",
            name="refusal",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="issuedcookie",
            name="family",
            field=models.CharField(db_index=True, max_length=64),
        ),
    ]

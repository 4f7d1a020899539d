from django.db import migrations, models

WORDS = {
    "blank": True,
    "help_text": "Of this session and its room: steps, seats, captions, sign language, hearing loop. Markdown.",
    "verbose_name": "access",
}


class Migration(migrations.Migration):

    dependencies = [("events", "0013_brand_of_editions")]

    operations = [
        migrations.AddField(model_name="session", name="access", field=models.TextField(**WORDS)),
        migrations.AddField(model_name="session", name="access_fr", field=models.TextField(**WORDS, null=True)),
        migrations.AddField(model_name="session", name="access_en", field=models.TextField(**WORDS, null=True)),
    ]

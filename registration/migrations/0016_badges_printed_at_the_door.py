from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0015_name_of_who_registered'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historyentry',
            name='kind',
            field=models.CharField(choices=[('registered', 'registered'), ('confirmed', 'place confirmed'), ('waiting', 'put on the waiting list'), ('offered', 'place offered'), ('accepted', 'offer accepted'), ('declined', 'left the waiting list'), ('expired', 'offer not answered in time'), ('promoted', 'promoted out of order'), ('freed', 'day freed'), ('cancelled', 'registration cancelled'), ('amended', 'details changed'), ('role', 'role set'), ('resent', 'badge and link sent again'), ('checked_in', 'came in'), ('undone', 'entry undone'), ('printed', 'badge printed at the door'), ('reconfirmed', 'said they still come'), ('joined', 'signed up for a workshop'), ('left', 'left a workshop'), ('exported', 'received their own data'), ('erased', 'erased')], help_text='What happened.', max_length=12, verbose_name='what'),
        ),
    ]

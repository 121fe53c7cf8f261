from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('heard', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Event',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='events', on_delete=OnDelete.RESTRICT)),
                ('slug', fields.CharField(unique=True, max_length=80)),
                ('kind', fields.CharField(max_length=12)),
                ('title', fields.CharField(max_length=160)),
                ('place', fields.CharField(max_length=300)),
                ('held_on', fields.DateField()),
                ('times', fields.CharField(default='', max_length=80)),
                ('about', fields.TextField(default='', unique=False)),
                ('state', fields.CharField(default='draft', max_length=10)),
                ('made_on', fields.DateField()),
            ],
            options={'table': 'event', 'app': 'heard', 'indexes': [Index(fields=['state', 'held_on'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='EventTaps',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('event', fields.ForeignKeyField('heard.Event', source_field='event_id', db_constraint=True, to_field='id', related_name='taps', on_delete=OnDelete.RESTRICT)),
                ('group', fields.CharField(default='unsaid', max_length=60)),
                ('welcome', fields.CharField(max_length=6)),
                ('valued', fields.CharField(max_length=6)),
                ('understood', fields.CharField(max_length=6)),
                ('partners', fields.CharField(max_length=6)),
                ('idempotency_hash', fields.CharField(unique=True, max_length=64)),
            ],
            options={'table': 'event_taps', 'app': 'heard', 'indexes': [Index(fields=['event_id'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='EventVoice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('event', fields.ForeignKeyField('heard.Event', source_field='event_id', db_constraint=True, to_field='id', related_name='heard_voices', on_delete=OnDelete.RESTRICT)),
                ('voice', fields.ForeignKeyField('heard.Voice', source_field='voice_id', db_constraint=True, to_field='id', related_name='at_events', on_delete=OnDelete.CASCADE)),
                ('raised_as', fields.CharField(max_length=6)),
            ],
            options={'table': 'event_voice', 'app': 'heard', 'unique_together': (('voice',),), 'indexes': [Index(fields=['event_id'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='HeardSheet',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('event', fields.ForeignKeyField('heard.Event', source_field='event_id', db_constraint=True, to_field='id', related_name='sheets', on_delete=OnDelete.RESTRICT)),
                ('raised', fields.TextField(unique=False)),
                ('questions', fields.TextField(default='', unique=False)),
                ('next_steps', fields.TextField(unique=False)),
                ('more_on', fields.DateField(null=True)),
                ('state', fields.CharField(default='draft', max_length=10)),
                ('written_by', fields.ForeignKeyField('heard.Account', source_field='written_by_id', db_constraint=True, to_field='id', related_name='sheets_written', on_delete=OnDelete.RESTRICT)),
                ('checked_by', fields.ForeignKeyField('heard.Account', source_field='checked_by_id', null=True, db_constraint=True, to_field='id', related_name='sheets_checked', on_delete=OnDelete.RESTRICT)),
                ('published_on', fields.DateField(null=True)),
            ],
            options={'table': 'heard_sheet', 'app': 'heard', 'unique_together': (('event',),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='KeyedForm',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='keyed_forms', on_delete=OnDelete.RESTRICT)),
                ('voice', fields.ForeignKeyField('heard.Voice', source_field='voice_id', db_constraint=True, to_field='id', related_name='keyed_forms', on_delete=OnDelete.CASCADE)),
                ('sheet', fields.CharField(max_length=90)),
                ('number', fields.CharField(null=True, max_length=40)),
                ('keyed_on', fields.DateField()),
            ],
            options={'table': 'keyed_form', 'app': 'heard', 'unique_together': (('sheet', 'number'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='PageRating',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('page', fields.CharField(max_length=200)),
                ('month', fields.DateField()),
                ('is_helpful', fields.BooleanField()),
                ('visit_hash', fields.CharField(unique=True, max_length=64)),
            ],
            options={'table': 'page_rating', 'app': 'heard', 'indexes': [Index(fields=['month', 'page'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='RatedPage',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('slug', fields.CharField(unique=True, max_length=80)),
                ('title', fields.CharField(max_length=160)),
                ('address', fields.CharField(max_length=300)),
                ('added_on', fields.DateField()),
            ],
            options={'table': 'rated_page', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='Comment',
            name='offer_part',
            field=fields.CharField(default='unsaid', db_default='unsaid', max_length=10),
        ),
        ops.AddField(
            model_name='Voice',
            name='helped',
            field=fields.CharField(default='unsaid', db_default='unsaid', max_length=10),
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('heard', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Contact',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('address', fields.CharField(max_length=254)),
                ('about', fields.CharField(max_length=140)),
                ('title', fields.CharField(max_length=200)),
                ('wish', fields.CharField(max_length=10)),
                ('state', fields.CharField(default='asked', max_length=10)),
                ('once', fields.CharField(unique=True, max_length=64)),
                ('asked_on', fields.DateField()),
                ('confirmed_on', fields.DateField(null=True)),
                ('goes_on', fields.DateField(db_index=True)),
            ],
            options={'table': 'contact', 'app': 'heard', 'indexes': [Index(fields=['about', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Correction',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='corrections', on_delete=OnDelete.CASCADE)),
                ('what', fields.CharField(max_length=12)),
                ('reply', fields.ForeignKeyField('heard.Reply', source_field='reply_id', null=True, db_constraint=True, to_field='id', related_name='corrections', on_delete=OnDelete.CASCADE)),
                ('published_on', fields.DateField()),
                ('made_on', fields.DateField()),
            ],
            options={'table': 'correction', 'app': 'heard', 'indexes': [Index(fields=['consultation_id', 'what']), Index(fields=['reply_id'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Decision',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='decisions', on_delete=OnDelete.RESTRICT)),
                ('meeting', fields.CharField(max_length=200)),
                ('decided_on', fields.DateField()),
                ('present', fields.TextField(unique=False)),
                ('what', fields.TextField(unique=False)),
                ('report_published_on', fields.DateField()),
                ('report_version', fields.CharField(max_length=64)),
                ('recorded_by', fields.ForeignKeyField('heard.Account', source_field='recorded_by_id', db_constraint=True, to_field='id', related_name='decisions_recorded', on_delete=OnDelete.RESTRICT)),
                ('recorded_on', fields.DateField()),
            ],
            options={'table': 'decision', 'app': 'heard', 'indexes': [Index(fields=['consultation_id', 'decided_on'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ForumCheck',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('reply', fields.ForeignKeyField('heard.Reply', source_field='reply_id', db_constraint=True, to_field='id', related_name='forum_checks', on_delete=OnDelete.CASCADE)),
                ('forum', fields.CharField(max_length=200)),
                ('state', fields.CharField(default='asked', max_length=12)),
                ('asked_by', fields.ForeignKeyField('heard.Account', source_field='asked_by_id', db_constraint=True, to_field='id', related_name='forum_checks', on_delete=OnDelete.RESTRICT)),
                ('asked_on', fields.DateField()),
                ('expires_on', fields.DateField()),
                ('answered_on', fields.DateField(null=True)),
            ],
            options={'table': 'forum_check', 'app': 'heard', 'indexes': [Index(fields=['reply_id', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Verdict',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('reply', fields.ForeignKeyField('heard.Reply', source_field='reply_id', db_constraint=True, to_field='id', related_name='verdicts', on_delete=OnDelete.CASCADE)),
                ('asked', fields.CharField(max_length=10)),
                ('answer', fields.CharField(max_length=10)),
                ('forum', fields.CharField(default='', max_length=200)),
                ('said_on', fields.DateField()),
                ('once', fields.CharField(unique=True, max_length=64)),
            ],
            options={'table': 'verdict', 'app': 'heard', 'indexes': [Index(fields=['reply_id', 'asked', 'answer'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='VerdictEdition',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('reply', fields.ForeignKeyField('heard.Reply', source_field='reply_id', db_constraint=True, to_field='id', related_name='verdict_editions', on_delete=OnDelete.CASCADE)),
                ('asked', fields.CharField(max_length=10)),
                ('shown', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('total', fields.IntField()),
                ('published_on', fields.DateField()),
            ],
            options={'table': 'verdict_edition', 'app': 'heard', 'unique_together': (('reply', 'asked'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='VoiceQuote',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('quote', fields.OneToOneField('heard.PublicQuote', source_field='quote_id', db_constraint=True, to_field='id', related_name='on_voice_page', on_delete=OnDelete.CASCADE)),
                ('outcome', fields.ForeignKeyField('heard.Outcome', source_field='outcome_id', db_constraint=True, to_field='id', related_name='voice_quotes', on_delete=OnDelete.RESTRICT)),
                ('placed_by', fields.ForeignKeyField('heard.Account', source_field='placed_by_id', db_constraint=True, to_field='id', related_name='voice_quotes', on_delete=OnDelete.RESTRICT)),
                ('placed_on', fields.DateField()),
            ],
            options={'table': 'voice_quote', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='Draft',
            name='replaces',
            field=fields.ForeignKeyField('heard.Voice', source_field='replaces_id', null=True, db_constraint=True, to_field='id', related_name='changes', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='Reply',
            name='decision',
            field=fields.ForeignKeyField('heard.Decision', source_field='decision_id', null=True, db_constraint=True, to_field='id', related_name='replies', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Reply',
            name='judged_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Reply',
            name='outcome',
            field=fields.ForeignKeyField('heard.Outcome', source_field='outcome_id', null=True, db_constraint=True, to_field='id', related_name='replies', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Reply',
            name='told_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Reply',
            name='withdrawn_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Reply',
            name='withdrawn_why',
            field=fields.TextField(default='', unique=False),
        ),
        ops.AddField(
            model_name='ReplyUpdate',
            name='told_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='ReplyUpdate',
            name='was_next_update_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='ReplyUpdate',
            name='was_what_else',
            field=fields.TextField(default='', unique=False),
        ),
        ops.AddField(
            model_name='ReplyUpdate',
            name='what_else',
            field=fields.TextField(default='', unique=False),
        ),
    ]

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
            name='ForumView',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='forum_views', on_delete=OnDelete.RESTRICT)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='forum_views', on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField(default=1)),
                ('state', fields.CharField(default='draft', max_length=10)),
                ('changes', fields.IntField(default=0)),
                ('begun_on', fields.DateField()),
                ('speaks_for', fields.IntField(null=True)),
                ('gathered', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('gathered_from', fields.DateField(null=True)),
                ('gathered_until', fields.DateField(null=True)),
                ('agree', fields.IntField(null=True)),
                ('disagree', fields.IntField(null=True)),
                ('minority', fields.TextField(default='', unique=False)),
                ('may_quote', fields.BooleanField(default=False)),
                ('standing_version', fields.IntField(default=1)),
                ('standing_by', fields.ForeignKeyField('heard.Account', source_field='standing_by_id', null=True, db_constraint=True, to_field='id', related_name='standings_written', on_delete=OnDelete.RESTRICT)),
                ('asks_members', fields.BooleanField(default=False)),
                ('link_number', fields.IntField(default=1)),
                ('asked_by', fields.ForeignKeyField('heard.Account', source_field='asked_by_id', null=True, db_constraint=True, to_field='id', related_name='views_asked', on_delete=OnDelete.RESTRICT)),
                ('agreed_by', fields.ForeignKeyField('heard.Account', source_field='agreed_by_id', null=True, db_constraint=True, to_field='id', related_name='views_agreed', on_delete=OnDelete.RESTRICT)),
                ('sent_on', fields.DateField(null=True)),
                ('voice', fields.OneToOneField('heard.Voice', source_field='voice_id', null=True, db_constraint=True, to_field='id', related_name='forum_view', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'forum_view', 'app': 'heard', 'unique_together': (('organisation', 'consultation', 'number'),), 'indexes': [Index(fields=['consultation_id', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ForumPoint',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('view', fields.ForeignKeyField('heard.ForumView', source_field='view_id', db_constraint=True, to_field='id', related_name='points', on_delete=OnDelete.CASCADE)),
                ('place', fields.IntField()),
                ('offer_part', fields.CharField(max_length=20)),
                ('words', fields.TextField(default='', unique=False)),
                ('version', fields.IntField(default=1)),
                ('written_by', fields.ForeignKeyField('heard.Account', source_field='written_by_id', null=True, db_constraint=True, to_field='id', related_name='points_written', on_delete=OnDelete.RESTRICT)),
                ('comment', fields.ForeignKeyField('heard.Comment', source_field='comment_id', null=True, db_constraint=True, to_field='id', related_name='forum_points', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'forum_point', 'app': 'heard', 'indexes': [Index(fields=['view_id', 'place'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ForumSummary',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('view', fields.ForeignKeyField('heard.ForumView', source_field='view_id', db_constraint=True, to_field='id', related_name='summaries', on_delete=OnDelete.CASCADE)),
                ('number', fields.IntField()),
                ('words', fields.TextField(unique=False)),
                ('written_by', fields.ForeignKeyField('heard.Account', source_field='written_by_id', db_constraint=True, to_field='id', related_name='forum_summaries', on_delete=OnDelete.RESTRICT)),
                ('written_on', fields.DateField()),
            ],
            options={'table': 'forum_summary', 'app': 'heard', 'unique_together': (('view', 'number'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ForumDispute',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('summary', fields.ForeignKeyField('heard.ForumSummary', source_field='summary_id', db_constraint=True, to_field='id', related_name='disputes', on_delete=OnDelete.CASCADE)),
                ('comment', fields.ForeignKeyField('heard.Comment', source_field='comment_id', db_constraint=True, to_field='id', related_name='forum_disputes', on_delete=OnDelete.CASCADE)),
                ('raised_by', fields.ForeignKeyField('heard.Account', source_field='raised_by_id', db_constraint=True, to_field='id', related_name='disputes_raised', on_delete=OnDelete.RESTRICT)),
                ('raised_on', fields.DateField()),
                ('answer', fields.TextField(default='', unique=False)),
                ('answered_by', fields.ForeignKeyField('heard.Account', source_field='answered_by_id', null=True, db_constraint=True, to_field='id', related_name='disputes_answered', on_delete=OnDelete.RESTRICT)),
                ('answered_on', fields.DateField(null=True)),
            ],
            options={'table': 'forum_dispute', 'app': 'heard', 'indexes': [Index(fields=['summary_id', 'answered_on'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='MemberAnswer',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('view', fields.ForeignKeyField('heard.ForumView', source_field='view_id', db_constraint=True, to_field='id', related_name='member_answers', on_delete=OnDelete.CASCADE)),
                ('token_hash', fields.CharField(max_length=64)),
                ('backs', fields.BooleanField()),
                ('also_alone', fields.BooleanField(default=False)),
                ('words', fields.CharField(default='', max_length=300)),
                ('answered_on', fields.DateField()),
            ],
            options={'table': 'member_answer', 'app': 'heard', 'unique_together': (('view', 'token_hash'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Representative',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.OneToOneField('heard.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='representative', on_delete=OnDelete.RESTRICT)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='representatives', on_delete=OnDelete.RESTRICT)),
                ('is_officer', fields.BooleanField(default=False)),
                ('invited_by', fields.ForeignKeyField('heard.Account', source_field='invited_by_id', null=True, db_constraint=True, to_field='id', related_name='representatives_invited', on_delete=OnDelete.RESTRICT)),
                ('invited_on', fields.DateField()),
                ('first_here_on', fields.DateField(null=True)),
                ('ended_on', fields.DateField(null=True)),
            ],
            options={'table': 'representative', 'app': 'heard', 'indexes': [Index(fields=['organisation_id', 'ended_on'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='SignInLink',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('representative', fields.ForeignKeyField('heard.Representative', source_field='representative_id', db_constraint=True, to_field='id', related_name='links', on_delete=OnDelete.CASCADE)),
                ('expires', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sign_in_link', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='Account',
            name='by_link',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='Voice',
            name='also_alone',
            field=fields.IntField(default=0),
        ),
        ops.AddField(
            model_name='Voice',
            name='also_in_group',
            field=fields.BooleanField(default=False),
        ),
        ops.AddIndex(
            model_name='Voice',
            index=Index(fields=['consultation_id', 'door', 'also_in_group']),
        ),
    ]

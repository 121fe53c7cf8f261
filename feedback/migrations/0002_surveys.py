from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('heard', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PollOutcome',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('survey', fields.OneToOneField('heard.Survey', source_field='survey_id', db_constraint=True, to_field='id', related_name='outcome', on_delete=OnDelete.RESTRICT)),
                ('shown', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('votes', fields.IntField()),
                ('published_on', fields.DateField()),
            ],
            options={'table': 'poll_outcome', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='PollReply',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('survey', fields.OneToOneField('heard.Survey', source_field='survey_id', db_constraint=True, to_field='id', related_name='poll_reply', on_delete=OnDelete.CASCADE)),
                ('reply', fields.ForeignKeyField('heard.Reply', source_field='reply_id', db_constraint=True, to_field='id', related_name='poll_replies', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'poll_reply', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='SpentLink',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('survey', fields.ForeignKeyField('heard.Survey', source_field='survey_id', db_constraint=True, to_field='id', related_name='spent_links', on_delete=OnDelete.RESTRICT)),
                ('link_hash', fields.CharField(unique=True, max_length=64)),
            ],
            options={'table': 'spent_link', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='Question',
            name='read_by',
            field=fields.CharField(default='', max_length=20),
        ),
        ops.AddField(
            model_name='Question',
            name='recipient',
            field=fields.CharField(default='', max_length=160),
        ),
        ops.AddField(
            model_name='Response',
            name='order_seed',
            field=fields.CharField(default='', max_length=64),
        ),
        ops.AddField(
            model_name='Survey',
            name='closed_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Survey',
            name='closes_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Survey',
            name='copied_from',
            field=fields.ForeignKeyField('heard.Survey', source_field='copied_from_id', null=True, db_constraint=True, to_field='id', related_name='copies', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Survey',
            name='is_poll',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='Survey',
            name='links',
            field=fields.IntField(default=0),
        ),
    ]

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
            name='Development',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('slug', fields.CharField(unique=True, max_length=80)),
                ('code', fields.CharField(default='', max_length=40)),
                ('title', fields.CharField(max_length=160)),
                ('summary', fields.TextField(unique=False)),
                ('stage', fields.CharField(max_length=20)),
                ('audiences', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('areas', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('source', fields.CharField(default='', max_length=300)),
                ('starts_on', fields.DateField(null=True)),
                ('ends_on', fields.DateField(null=True)),
                ('question', fields.TextField(default='', unique=False)),
                ('outcome', fields.TextField(default='', unique=False)),
                ('outcome_on', fields.DateField(null=True)),
                ('added_on', fields.DateField()),
            ],
            options={'table': 'development', 'app': 'heard', 'indexes': [Index(fields=['stage', 'title'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='DevelopmentLine',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('development', fields.ForeignKeyField('heard.Development', source_field='development_id', db_constraint=True, to_field='id', related_name='line_links', on_delete=OnDelete.CASCADE)),
                ('line', fields.ForeignKeyField('heard.Line', source_field='line_id', db_constraint=True, to_field='id', related_name='development_links', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'development_line', 'app': 'heard', 'unique_together': (('development', 'line'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='DevelopmentPart',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('development', fields.ForeignKeyField('heard.Development', source_field='development_id', db_constraint=True, to_field='id', related_name='parts', on_delete=OnDelete.CASCADE)),
                ('heading', fields.CharField(max_length=200)),
                ('position', fields.IntField()),
                ('text', fields.TextField(unique=False)),
                ('stage', fields.CharField(null=True, max_length=20)),
                ('area', fields.CharField(default='', max_length=120)),
            ],
            options={'table': 'development_part', 'app': 'heard', 'unique_together': (('development', 'position'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='DevelopmentPriority',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('development', fields.ForeignKeyField('heard.Development', source_field='development_id', db_constraint=True, to_field='id', related_name='priority_links', on_delete=OnDelete.CASCADE)),
                ('priority', fields.ForeignKeyField('heard.Priority', source_field='priority_id', db_constraint=True, to_field='id', related_name='development_links', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'development_priority', 'app': 'heard', 'unique_together': (('development', 'priority'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='DevelopmentStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('development', fields.ForeignKeyField('heard.Development', source_field='development_id', db_constraint=True, to_field='id', related_name='steps', on_delete=OnDelete.RESTRICT)),
                ('position', fields.IntField()),
                ('was_stage', fields.CharField(null=True, max_length=20)),
                ('stage', fields.CharField(max_length=20)),
                ('happened_on', fields.DateField(null=True)),
                ('when_said', fields.CharField(default='', max_length=80)),
                ('said', fields.TextField(unique=False)),
                ('by', fields.ForeignKeyField('heard.Account', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='development_steps', on_delete=OnDelete.RESTRICT)),
                ('recorded_on', fields.DateField()),
            ],
            options={'table': 'development_step', 'app': 'heard', 'unique_together': (('development', 'position'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='LineMove',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('old', fields.ForeignKeyField('heard.Line', source_field='old_id', db_constraint=True, to_field='id', related_name='moves', on_delete=OnDelete.RESTRICT)),
                ('new', fields.ForeignKeyField('heard.Line', source_field='new_id', null=True, db_constraint=True, to_field='id', related_name='moved_from', on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(unique=False)),
                ('by', fields.ForeignKeyField('heard.Account', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='line_moves', on_delete=OnDelete.RESTRICT)),
                ('moved_on', fields.DateField()),
            ],
            options={'table': 'line_move', 'app': 'heard', 'unique_together': (('old', 'new'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='LineTheme',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('line', fields.ForeignKeyField('heard.Line', source_field='line_id', db_constraint=True, to_field='id', related_name='theme_links', on_delete=OnDelete.RESTRICT)),
                ('theme', fields.ForeignKeyField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='line_links', on_delete=OnDelete.RESTRICT)),
                ('by', fields.ForeignKeyField('heard.Account', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='lines_tied', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'theme_of_line', 'app': 'heard', 'unique_together': (('line', 'theme'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='PriorityMove',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('old', fields.ForeignKeyField('heard.Priority', source_field='old_id', db_constraint=True, to_field='id', related_name='moves', on_delete=OnDelete.RESTRICT)),
                ('new', fields.ForeignKeyField('heard.Priority', source_field='new_id', null=True, db_constraint=True, to_field='id', related_name='moved_from', on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(unique=False)),
                ('by', fields.ForeignKeyField('heard.Account', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='priority_moves', on_delete=OnDelete.RESTRICT)),
                ('moved_on', fields.DateField()),
            ],
            options={'table': 'priority_move', 'app': 'heard', 'unique_together': (('old', 'new'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Promise',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('code', fields.CharField(default='', max_length=40)),
                ('text', fields.TextField(unique=False)),
                ('owner', fields.CharField(default='', max_length=160)),
                ('source', fields.CharField(default='', max_length=300)),
                ('development', fields.ForeignKeyField('heard.Development', source_field='development_id', null=True, db_constraint=True, to_field='id', related_name='promises', on_delete=OnDelete.RESTRICT)),
                ('priority', fields.ForeignKeyField('heard.Priority', source_field='priority_id', null=True, db_constraint=True, to_field='id', related_name='promises', on_delete=OnDelete.RESTRICT)),
                ('line', fields.ForeignKeyField('heard.Line', source_field='line_id', null=True, db_constraint=True, to_field='id', related_name='promises', on_delete=OnDelete.RESTRICT)),
                ('check_on', fields.DateField()),
                ('state', fields.CharField(default='waiting', max_length=10)),
                ('made_on', fields.DateField()),
            ],
            options={'table': 'promise', 'app': 'heard', 'indexes': [Index(fields=['state', 'check_on'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='PromiseStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('promise', fields.ForeignKeyField('heard.Promise', source_field='promise_id', db_constraint=True, to_field='id', related_name='steps', on_delete=OnDelete.RESTRICT)),
                ('position', fields.IntField()),
                ('state', fields.CharField(max_length=10)),
                ('was_check_on', fields.DateField(null=True)),
                ('check_on', fields.DateField()),
                ('said', fields.TextField(unique=False)),
                ('said_on', fields.DateField()),
                ('by', fields.ForeignKeyField('heard.Account', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='promise_steps', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'promise_step', 'app': 'heard', 'unique_together': (('promise', 'position'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Review',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('development', fields.OneToOneField('heard.Development', source_field='development_id', db_constraint=True, to_field='id', related_name='review', on_delete=OnDelete.RESTRICT)),
                ('led_by', fields.CharField(max_length=200)),
                ('when_said', fields.CharField(default='', max_length=80)),
                ('heard', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'review', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Finding',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('review', fields.ForeignKeyField('heard.Review', source_field='review_id', db_constraint=True, to_field='id', related_name='findings', on_delete=OnDelete.RESTRICT)),
                ('code', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('text', fields.TextField(unique=False)),
            ],
            options={'table': 'finding', 'app': 'heard', 'unique_together': (('review', 'code'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Recommendation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('review', fields.ForeignKeyField('heard.Review', source_field='review_id', db_constraint=True, to_field='id', related_name='recommendations', on_delete=OnDelete.RESTRICT)),
                ('code', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('text', fields.TextField(unique=False)),
                ('parts', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            ],
            options={'table': 'recommendation', 'app': 'heard', 'unique_together': (('review', 'code'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ReviewResponse',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('review', fields.ForeignKeyField('heard.Review', source_field='review_id', db_constraint=True, to_field='id', related_name='responses', on_delete=OnDelete.RESTRICT)),
                ('code', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('text', fields.TextField(unique=False)),
                ('stage', fields.CharField(max_length=20)),
                ('owner', fields.CharField(default='', max_length=160)),
                ('due_on', fields.DateField(null=True)),
                ('said_on', fields.DateField(null=True)),
                ('by', fields.ForeignKeyField('heard.Account', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='review_responses', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'review_response', 'app': 'heard', 'unique_together': (('review', 'code'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='Answered',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('response', fields.ForeignKeyField('heard.ReviewResponse', source_field='response_id', db_constraint=True, to_field='id', related_name='answers', on_delete=OnDelete.RESTRICT)),
                ('recommendation', fields.ForeignKeyField('heard.Recommendation', source_field='recommendation_id', db_constraint=True, to_field='id', related_name='answered_by', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'answered', 'app': 'heard', 'unique_together': (('response', 'recommendation'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('heard', '0003_youth_forum')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AskNext',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('use', fields.ForeignKeyField('heard.FrameUse', source_field='use_id', db_constraint=True, to_field='id', related_name='to_ask', on_delete=OnDelete.CASCADE)),
                ('comment', fields.ForeignKeyField('heard.Comment', source_field='comment_id', db_constraint=True, to_field='id', related_name='to_ask', on_delete=OnDelete.CASCADE)),
                ('place', fields.IntField()),
            ],
            options={'table': 'ask_next', 'app': 'heard', 'unique_together': (('use', 'comment'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='BlindCheck',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='blind_checks', on_delete=OnDelete.CASCADE)),
                ('frame', fields.ForeignKeyField('heard.CodeFrame', source_field='frame_id', db_constraint=True, to_field='id', related_name='blind_checks', on_delete=OnDelete.RESTRICT)),
                ('question_key', fields.CharField(default='', max_length=60)),
                ('first_coder', fields.ForeignKeyField('heard.Account', source_field='first_coder_id', db_constraint=True, to_field='id', related_name='blind_checks_as_first', on_delete=OnDelete.RESTRICT)),
                ('second_coder', fields.ForeignKeyField('heard.Account', source_field='second_coder_id', db_constraint=True, to_field='id', related_name='blind_checks_as_second', on_delete=OnDelete.RESTRICT)),
                ('drawn', fields.IntField()),
                ('drawn_from', fields.IntField()),
                ('seed', fields.IntField()),
                ('state', fields.CharField(default='open', max_length=10)),
                ('began_on', fields.DateField()),
                ('ended_on', fields.DateField(null=True)),
            ],
            options={'table': 'blind_check', 'app': 'heard', 'indexes': [Index(fields=['consultation_id', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='CheckFigure',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('check', fields.ForeignKeyField('heard.BlindCheck', source_field='check_id', db_constraint=True, to_field='id', related_name='figures', on_delete=OnDelete.CASCADE)),
                ('between', fields.CharField(max_length=10)),
                ('cut', fields.CharField(max_length=10)),
                ('value', fields.CharField(default='', max_length=80)),
                ('comments', fields.IntField()),
                ('micro_f1', fields.FloatField()),
                ('micro_low', fields.FloatField()),
                ('micro_high', fields.FloatField()),
                ('macro_f1', fields.FloatField(null=True)),
                ('macro_low', fields.FloatField(null=True)),
                ('macro_high', fields.FloatField(null=True)),
                ('alpha', fields.FloatField()),
                ('alpha_low', fields.FloatField()),
                ('alpha_high', fields.FloatField()),
            ],
            options={'table': 'check_figure', 'app': 'heard', 'unique_together': (('check', 'between', 'cut', 'value'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='CheckTheme',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('check', fields.ForeignKeyField('heard.BlindCheck', source_field='check_id', db_constraint=True, to_field='id', related_name='themes', on_delete=OnDelete.CASCADE)),
                ('theme', fields.ForeignKeyField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='checks', on_delete=OnDelete.RESTRICT)),
                ('position', fields.IntField()),
            ],
            options={'table': 'check_theme', 'app': 'heard', 'unique_together': (('check', 'theme'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='CheckedComment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('check', fields.ForeignKeyField('heard.BlindCheck', source_field='check_id', db_constraint=True, to_field='id', related_name='comments', on_delete=OnDelete.CASCADE)),
                ('comment', fields.ForeignKeyField('heard.Comment', source_field='comment_id', db_constraint=True, to_field='id', related_name='checked_in', on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField()),
            ],
            options={'table': 'checked_comment', 'app': 'heard', 'unique_together': (('check', 'comment'), ('check', 'position')), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='BlindCoding',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('checked', fields.ForeignKeyField('heard.CheckedComment', source_field='checked_id', db_constraint=True, to_field='id', related_name='blind_codings', on_delete=OnDelete.CASCADE)),
                ('account', fields.ForeignKeyField('heard.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name='blind_codings', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'blind_coding', 'app': 'heard', 'unique_together': (('checked', 'account'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='BlindTick',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('coding', fields.ForeignKeyField('heard.BlindCoding', source_field='coding_id', db_constraint=True, to_field='id', related_name='ticks', on_delete=OnDelete.CASCADE)),
                ('theme', fields.ForeignKeyField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='blind_ticks', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'blind_tick', 'app': 'heard', 'unique_together': (('coding', 'theme'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='CodingBefore',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('change', fields.ForeignKeyField('heard.FrameChange', source_field='change_id', null=True, db_constraint=True, to_field='id', related_name='codings_before', on_delete=OnDelete.CASCADE)),
                ('coding_key', fields.UUIDField()),
                ('comment', fields.ForeignKeyField('heard.Comment', source_field='comment_id', db_constraint=True, to_field='id', related_name='codings_before', on_delete=OnDelete.CASCADE)),
                ('theme', fields.ForeignKeyField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='codings_before', on_delete=OnDelete.CASCADE)),
                ('belongs', fields.BooleanField()),
                ('start', fields.IntField()),
                ('end', fields.IntField()),
                ('coder', fields.CharField(max_length=10)),
                ('account', fields.ForeignKeyField('heard.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name='codings_before', on_delete=OnDelete.RESTRICT)),
                ('method', fields.CharField(max_length=60)),
                ('confidence', fields.FloatField()),
                ('frame_version', fields.IntField()),
                ('is_quote', fields.BooleanField()),
            ],
            options={'table': 'coding_before', 'app': 'heard', 'indexes': [Index(fields=['coding_key']), Index(fields=['change_id'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ThemeNear',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('theme', fields.ForeignKeyField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='nearest', on_delete=OnDelete.CASCADE)),
                ('other', fields.ForeignKeyField('heard.Theme', source_field='other_id', db_constraint=True, to_field='id', related_name='nearest_of', on_delete=OnDelete.CASCADE)),
                ('likeness', fields.FloatField()),
            ],
            options={'table': 'theme_near', 'app': 'heard', 'unique_together': (('theme', 'other'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ThemePlace',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('theme', fields.OneToOneField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='place', on_delete=OnDelete.CASCADE)),
                ('across', fields.FloatField()),
                ('down', fields.FloatField()),
            ],
            options={'table': 'theme_place', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='FrameUse',
            name='heard_at',
            field=fields.CharField(default='', db_default='', max_length=120),
        ),
        ops.AddField(
            model_name='FrameUse',
            name='learnt_at',
            field=fields.CharField(default='', db_default='', max_length=120),
        ),
        ops.AddField(
            model_name='Suggestion',
            name='line',
            field=fields.ForeignKeyField('heard.Line', source_field='line_id', null=True, db_constraint=True, to_field='id', related_name='suggestions', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='Suggestion',
            name='parent',
            field=fields.ForeignKeyField('heard.Suggestion', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name='parts', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='SuggestionRun',
            name='about',
            field=fields.CharField(default='all', db_default='all', max_length=10),
        ),
        ops.AddField(
            model_name='SuggestionRun',
            name='changes',
            field=fields.JSONField(null=True, default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='SuggestionRun',
            name='few',
            field=fields.JSONField(null=True, default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='SuggestionRun',
            name='theme',
            field=fields.ForeignKeyField('heard.Theme', source_field='theme_id', null=True, db_constraint=True, to_field='id', related_name='splitting_runs', on_delete=OnDelete.CASCADE),
        ),
    ]

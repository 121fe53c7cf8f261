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
            name='ReferenceSet',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('key', fields.CharField(unique=True, max_length=40)),
                ('title', fields.CharField(max_length=200)),
                ('source', fields.CharField(max_length=300)),
                ('counted_on', fields.CharField(max_length=40)),
                ('base', fields.CharField(max_length=200)),
                ('licence', fields.CharField(max_length=200)),
                ('caution', fields.TextField(default='', unique=False)),
                ('compares', fields.CharField(max_length=20)),
                ('is_percent', fields.BooleanField(default=False)),
                ('rows', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            ],
            options={'table': 'reference_set', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('consultation', fields.ForeignKeyField('heard.Consultation', source_field='consultation_id', db_constraint=True, to_field='id', related_name='report_versions', on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('document', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('hash', fields.CharField(max_length=64)),
                ('voices', fields.IntField()),
                ('withdrawn', fields.IntField(default=0)),
                ('published_on', fields.DateField()),
                ('published_by', fields.ForeignKeyField('heard.Account', source_field='published_by_id', null=True, db_constraint=True, to_field='id', related_name='report_versions', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'report_version', 'app': 'heard', 'unique_together': (('consultation', 'number'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='QuoteReference',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.ForeignKeyField('heard.ReportVersion', source_field='version_id', db_constraint=True, to_field='id', related_name='quotes', on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField()),
                ('theme', fields.ForeignKeyField('heard.Theme', source_field='theme_id', db_constraint=True, to_field='id', related_name='quoted_in_reports', on_delete=OnDelete.RESTRICT)),
                ('comment', fields.ForeignKeyField('heard.Comment', source_field='comment_id', db_constraint=True, to_field='id', related_name='quoted_in_reports', on_delete=OnDelete.RESTRICT)),
                ('start', fields.IntField()),
                ('end', fields.IntField()),
                ('group_label', fields.CharField(default='', max_length=80)),
                ('commitment', fields.CharField(max_length=64)),
                ('salt', fields.CharField(default='', max_length=64)),
                ('withdrawn_on', fields.DateField(null=True)),
            ],
            options={'table': 'quote_reference', 'app': 'heard', 'unique_together': (('version', 'position'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='PublicQuote',
            name='words_hash',
            field=fields.CharField(default='', max_length=64),
        ),
        ops.AddField(
            model_name='ReportEdition',
            name='ledger',
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('heard', '0002_every_door')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ForumRequest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='youth_requests', on_delete=OnDelete.RESTRICT)),
                ('service', fields.ForeignKeyField('heard.Organisation', source_field='service_id', db_constraint=True, to_field='id', related_name='asked_youth', on_delete=OnDelete.RESTRICT)),
                ('topic', fields.CharField(max_length=160)),
                ('what', fields.TextField(unique=False)),
                ('why', fields.TextField(unique=False)),
                ('can_change', fields.TextField(unique=False)),
                ('needed_by', fields.DateField(null=True)),
                ('state', fields.CharField(default='asked', max_length=10)),
                ('asked_by', fields.ForeignKeyField('heard.Account', source_field='asked_by_id', db_constraint=True, to_field='id', related_name='youth_requests', on_delete=OnDelete.RESTRICT)),
                ('asked_on', fields.DateField()),
                ('counted', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('reason', fields.TextField(default='', unique=False)),
                ('answered_on', fields.DateField(null=True)),
                ('fed_back', fields.TextField(default='', unique=False)),
                ('fed_back_on', fields.DateField(null=True)),
            ],
            options={'table': 'forum_request', 'app': 'heard', 'indexes': [Index(fields=['organisation_id', 'state']), Index(fields=['service_id', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='MembersCheck',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='members_checks', on_delete=OnDelete.RESTRICT)),
                ('check_of', fields.OneToOneField('heard.ForumCheck', source_field='check_of_id', db_constraint=True, to_field='id', related_name='members_check', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'members_check', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='SubjectIdea',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='subject_ideas', on_delete=OnDelete.RESTRICT)),
                ('voice', fields.ForeignKeyField('heard.Voice', source_field='voice_id', null=True, db_constraint=True, to_field='id', related_name='subject_ideas', on_delete=OnDelete.CASCADE)),
                ('state', fields.CharField(default='new', max_length=10)),
                ('title', fields.CharField(default='', max_length=160)),
                ('answer', fields.TextField(default='', unique=False)),
                ('said_on', fields.DateField()),
                ('answered_on', fields.DateField(null=True)),
            ],
            options={'table': 'subject_idea', 'app': 'heard', 'indexes': [Index(fields=['organisation_id', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='WordingTest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='wording_tests', on_delete=OnDelete.RESTRICT)),
                ('survey', fields.ForeignKeyField('heard.Survey', source_field='survey_id', db_constraint=True, to_field='id', related_name='wording_tests', on_delete=OnDelete.RESTRICT)),
                ('question_key', fields.CharField(max_length=60)),
                ('question_text', fields.CharField(max_length=300)),
                ('state', fields.CharField(default='open', max_length=10)),
                ('asked_by', fields.ForeignKeyField('heard.Account', source_field='asked_by_id', db_constraint=True, to_field='id', related_name='wording_tests', on_delete=OnDelete.RESTRICT)),
                ('asked_on', fields.DateField()),
                ('ended_on', fields.DateField(null=True)),
            ],
            options={'table': 'wording_test', 'app': 'heard', 'indexes': [Index(fields=['organisation_id', 'state']), Index(fields=['survey_id'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='YouthInvitation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='youth_invitations', on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('code_hash', fields.CharField(unique=True, max_length=64)),
                ('state', fields.CharField(default='waiting', max_length=10)),
                ('made_by', fields.ForeignKeyField('heard.Account', source_field='made_by_id', db_constraint=True, to_field='id', related_name='youth_invitations', on_delete=OnDelete.RESTRICT)),
                ('made_on', fields.DateField()),
                ('expires_on', fields.DateField()),
            ],
            options={'table': 'youth_invitation', 'app': 'heard', 'unique_together': (('organisation', 'number'),), 'indexes': [Index(fields=['organisation_id', 'state'])], 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='YouthMember',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='youth_members', on_delete=OnDelete.RESTRICT)),
                ('nickname', fields.CharField(max_length=30)),
                ('nickname_key', fields.CharField(max_length=60)),
                ('join_hash', fields.CharField(unique=True, max_length=64)),
                ('keep_code_hash', fields.CharField(unique=True, max_length=64)),
                ('joined_on', fields.DateField()),
            ],
            options={'table': 'youth_member', 'app': 'heard', 'unique_together': (('organisation', 'nickname_key'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='IdeaBacking',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('idea', fields.ForeignKeyField('heard.SubjectIdea', source_field='idea_id', db_constraint=True, to_field='id', related_name='backings', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('heard.YouthMember', source_field='member_id', db_constraint=True, to_field='id', related_name='idea_backings', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'idea_backing', 'app': 'heard', 'unique_together': (('idea', 'member'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='MembersAnswer',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('asked', fields.ForeignKeyField('heard.MembersCheck', source_field='asked_id', db_constraint=True, to_field='id', related_name='answers', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('heard.YouthMember', source_field='member_id', db_constraint=True, to_field='id', related_name='reply_answers', on_delete=OnDelete.CASCADE)),
                ('agrees', fields.BooleanField()),
                ('voice', fields.ForeignKeyField('heard.Voice', source_field='voice_id', null=True, db_constraint=True, to_field='id', related_name='reply_answers', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'members_answer', 'app': 'heard', 'unique_together': (('asked', 'member'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='RequestVote',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('heard.ForumRequest', source_field='request_id', db_constraint=True, to_field='id', related_name='votes', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('heard.YouthMember', source_field='member_id', db_constraint=True, to_field='id', related_name='request_votes', on_delete=OnDelete.CASCADE)),
                ('accepts', fields.BooleanField()),
            ],
            options={'table': 'request_vote', 'app': 'heard', 'unique_together': (('request', 'member'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='WordingAnswer',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('test', fields.ForeignKeyField('heard.WordingTest', source_field='test_id', db_constraint=True, to_field='id', related_name='answers', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('heard.YouthMember', source_field='member_id', db_constraint=True, to_field='id', related_name='wording_answers', on_delete=OnDelete.CASCADE)),
                ('clear', fields.CharField(max_length=10)),
                ('voice', fields.ForeignKeyField('heard.Voice', source_field='voice_id', null=True, db_constraint=True, to_field='id', related_name='wording_answers', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'wording_answer', 'app': 'heard', 'unique_together': (('test', 'member'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='YouthPoll',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('heard.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='youth_polls', on_delete=OnDelete.RESTRICT)),
                ('poll', fields.ForeignKeyField('heard.Survey', source_field='poll_id', db_constraint=True, to_field='id', related_name='for_youth', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'youth_poll', 'app': 'heard', 'unique_together': (('organisation', 'poll'),), 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='YouthSession',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('heard.YouthMember', source_field='member_id', db_constraint=True, to_field='id', related_name='sessions', on_delete=OnDelete.CASCADE)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('expires_on', fields.DateField(db_index=True)),
            ],
            options={'table': 'youth_session', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.CreateModel(
            name='YouthVoice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('heard.YouthMember', source_field='member_id', db_constraint=True, to_field='id', related_name='voices', on_delete=OnDelete.CASCADE)),
                ('voice', fields.OneToOneField('heard.Voice', source_field='voice_id', db_constraint=True, to_field='id', related_name='youth_voice', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'youth_voice', 'app': 'heard', 'pk_attr': 'id'},
            bases=['Base'],
        ),
        ops.AddField(
            model_name='SurveyVersion',
            name='tested_changes',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='SurveyVersion',
            name='tested_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='SurveyVersion',
            name='tested_with',
            field=fields.CharField(default='', db_default='', max_length=160),
        ),
        ops.AddField(
            model_name='Theme',
            name='owner',
            field=fields.ForeignKeyField('heard.Organisation', source_field='owner_id', null=True, db_constraint=True, to_field='id', related_name='themes', on_delete=OnDelete.RESTRICT),
        ),
    ]

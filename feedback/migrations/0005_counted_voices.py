from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('heard', '0004_workspace')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Voice',
            name='is_counted',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddIndex(
            model_name='Voice',
            index=Index(fields=['consultation_id', 'is_counted']),
        ),
    ]

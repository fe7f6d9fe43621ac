"""The server's tables (migrations/), as far as the operations read them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Company(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "companies"


class User(AbstractBaseUser):
    USERNAME_FIELD = "email"
    last_login = None
    id = models.UUIDField(primary_key=True)
    email = models.TextField(unique=True)
    password = models.TextField(db_column="password_hash")
    email_verified_at = models.DateTimeField(null=True)
    first_name = models.TextField()
    last_name = models.TextField()
    role = models.TextField()
    language = models.TextField()
    company = models.ForeignKey(Company, models.DO_NOTHING, null=True)

    class Meta:
        managed = False
        db_table = "users"


class Session(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.DO_NOTHING, related_name="sessions")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "sessions"


class Profile(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.OneToOneField(User, models.DO_NOTHING, related_name="profile")
    presentation_video_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "candidate_profiles"


class Grant(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.DO_NOTHING)
    company = models.ForeignKey(Company, models.DO_NOTHING, null=True)

    class Meta:
        managed = False
        db_table = "grants"


class ConsentText(models.Model):
    # The first of the three columns of its key; it is only ever looked through.
    kind = models.TextField(primary_key=True)
    version = models.TextField()

    class Meta:
        managed = False
        db_table = "consent_texts"


class Consent(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.DO_NOTHING)
    kind = models.TextField()
    version = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "consents"


class Video(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.DO_NOTHING)
    profile = models.ForeignKey(Profile, models.DO_NOTHING)
    script_id = models.UUIDField()
    title = models.TextField()
    description = models.TextField()
    status = models.TextField()
    is_practice = models.BooleanField()
    kept_take = models.ForeignKey("Take", models.DO_NOTHING, null=True, related_name="+")
    linked_to_cv = models.BooleanField()
    cv_update_suggested = models.BooleanField()
    cv_update_reasons = ArrayField(models.TextField())
    view_count = models.IntegerField()
    unique_viewers = models.IntegerField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "videos"


class VideoNotes(models.Model):
    video = models.OneToOneField(
        Video, models.DO_NOTHING, primary_key=True, related_name="private_notes"
    )
    notes = models.TextField()

    class Meta:
        managed = False
        db_table = "video_notes"


class VideoJudgement(models.Model):
    id = models.UUIDField(primary_key=True)
    video = models.ForeignKey(Video, models.DO_NOTHING, related_name="judgements")
    reason = models.TextField(null=True)
    judged_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "video_judgements"


class Take(models.Model):
    id = models.UUIDField(primary_key=True)
    video = models.ForeignKey(Video, models.DO_NOTHING, related_name="takes")
    user = models.ForeignKey(User, models.DO_NOTHING)
    number = models.IntegerField()
    origin = models.TextField()
    state = models.TextField()
    started_at = models.DateTimeField(null=True)
    duration_ms = models.IntegerField(null=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    container = models.TextField(null=True)
    video_codec = models.TextField(null=True)
    gaps = models.JSONField()
    reception = models.JSONField(null=True)
    av_offset_ms = models.IntegerField(null=True)
    reason = models.TextField(null=True)
    renditions = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "takes"


class Asset(models.Model):
    id = models.UUIDField(primary_key=True)
    take = models.ForeignKey(Take, models.DO_NOTHING, related_name="assets")
    kind = models.TextField()
    size_bytes = models.BigIntegerField()
    sha256 = models.TextField()

    class Meta:
        managed = False
        db_table = "assets"


class TakeQuality(models.Model):
    take = models.OneToOneField(
        Take, models.DO_NOTHING, primary_key=True, related_name="quality"
    )
    status = models.TextField()
    face = models.FloatField(null=True)
    lighting = models.FloatField(null=True)
    audio = models.FloatField(null=True)
    position = models.FloatField(null=True)
    overall = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "take_quality"

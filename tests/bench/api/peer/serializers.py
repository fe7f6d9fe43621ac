"""The server's JSON, field by field (src/platform/videos/api)."""

import time

from rest_framework import serializers

from django.conf import settings
from peer.keys import base64url, derive, mac
from peer.models import Take, User, Video

LINK_KEY = derive(settings.SECRET_KEY, "media-link")
COOKIE_KEY = derive(settings.SECRET_KEY, "media-cookie")
LINK_LIFE_S = 300


def media_link(user, asset, name):
    """Good for five minutes, one object, one person and one browser (links.rs)."""
    session = user.session
    cookie = session.replace("-", "")
    cookie += "." + base64url(mac(COOKIE_KEY, bytes.fromhex(cookie)))
    expires = int(time.time()) + LINK_LIFE_S
    signature = mac(LINK_KEY, f"{asset}\n{user.id}\n{expires}\n{cookie}".encode())
    return f"/media/{asset}/{name}?u={user.id}&e={expires}&s={base64url(signature)}"


class UserSerializer(serializers.ModelSerializer):
    email_verified = serializers.SerializerMethodField()
    can_verify_email = serializers.SerializerMethodField()
    company = serializers.SerializerMethodField()
    profile_id = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = [
            "id",
            "email",
            "email_verified",
            "can_verify_email",
            "first_name",
            "last_name",
            "role",
            "language",
            "company",
            "profile_id",
        ]

    def get_email_verified(self, user):
        return user.email_verified_at is not None

    def get_can_verify_email(self, user):
        """The servers of a run have no mail to send a link with."""
        return False

    def get_company(self, user):
        return user.company and {"id": user.company.id, "name": user.company.name}

    def get_profile_id(self, user):
        profile = getattr(user, "profile", None)
        return profile and profile.id


class TakeSerializer(serializers.ModelSerializer):
    video_id = serializers.UUIDField()
    kept = serializers.SerializerMethodField()
    quality = serializers.SerializerMethodField()
    is_proposed = serializers.SerializerMethodField()

    class Meta:
        model = Take
        fields = [
            "id",
            "video_id",
            "number",
            "origin",
            "state",
            "started_at",
            "duration_ms",
            "gaps",
            "reception",
            "kept",
            "renditions",
            "reason",
            "quality",
            "is_proposed",
            "created_at",
        ]

    def get_kept(self, take):
        return take.id == self.context["video"].kept_take_id

    def get_quality(self, take):
        quality = getattr(take, "quality", None)
        return quality and {"status": quality.status, "overall": quality.overall}

    def get_is_proposed(self, take):
        # The best scored one of at least two.
        scored = [
            other
            for other in self.context["video"].takes.all()
            if other.state in ("sealed", "recovered", "damaged")
            and getattr(other, "quality", None)
            and other.quality.overall is not None
        ]
        if len(scored) < 2:
            return False
        return take == max(scored, key=lambda other: (round(other.quality.overall), other.number))


class VideoSerializer(serializers.ModelSerializer):
    script_id = serializers.UUIDField()
    private_notes = serializers.SerializerMethodField()
    duration = serializers.SerializerMethodField()
    format = serializers.SerializerMethodField()
    size = serializers.SerializerMethodField()
    codec = serializers.SerializerMethodField()
    width = serializers.SerializerMethodField()
    height = serializers.SerializerMethodField()
    overall_score = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()
    rejection_reason = serializers.CharField(allow_null=True)
    cv_update_reasons = serializers.SerializerMethodField()
    gaps = serializers.SerializerMethodField()
    av_offset_ms = serializers.SerializerMethodField()
    checksum = serializers.SerializerMethodField()
    kept_take_id = serializers.UUIDField(allow_null=True)
    user = serializers.UUIDField(source="user_id")
    profile = serializers.UUIDField(source="profile_id")
    poster_url = serializers.SerializerMethodField()
    takes = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = [
            "id",
            "title",
            "description",
            "status",
            "is_practice",
            "script_id",
            "private_notes",
            "duration",
            "format",
            "size",
            "codec",
            "width",
            "height",
            "overall_score",
            "scores",
            "linked_to_cv",
            "cv_update_suggested",
            "rejection_reason",
            "cv_update_reasons",
            "gaps",
            "av_offset_ms",
            "checksum",
            "kept_take_id",
            "user",
            "profile",
            "view_count",
            "unique_viewers",
            "poster_url",
            "created_at",
            "updated_at",
            "takes",
        ]

    def own(self, video):
        return video.user_id == self.context["request"].user.id

    def of_take(self, video, name):
        return video.kept_take and getattr(video.kept_take, name)

    def asset(self, video, kind):
        if video.kept_take is None:
            return None
        return next((asset for asset in video.kept_take.assets.all() if asset.kind == kind), None)

    def quality(self, video):
        return video.kept_take and getattr(video.kept_take, "quality", None)

    def get_private_notes(self, video):
        if not self.own(video):
            return None
        notes = getattr(video, "private_notes", None)
        return notes.notes if notes else ""

    def get_duration(self, video):
        milliseconds = self.of_take(video, "duration_ms")
        return None if milliseconds is None else milliseconds / 1000

    def get_format(self, video):
        return self.of_take(video, "container")

    def get_size(self, video):
        master = self.asset(video, "master")
        return master and master.size_bytes

    def get_codec(self, video):
        return self.of_take(video, "video_codec")

    def get_width(self, video):
        return self.of_take(video, "width")

    def get_height(self, video):
        return self.of_take(video, "height")

    def get_overall_score(self, video):
        if not self.own(video):
            return video.shown_score
        quality = self.quality(video)
        return quality and quality.overall

    def get_scores(self, video):
        quality = self.quality(video) if self.own(video) else None
        if quality is None or quality.overall is None:
            return None
        return {
            "face": quality.face,
            "lighting": quality.lighting,
            "audio": quality.audio,
            "position": quality.position,
        }

    def get_cv_update_reasons(self, video):
        return video.cv_update_reasons if self.own(video) else []

    def get_gaps(self, video):
        return self.of_take(video, "gaps") or []

    def get_av_offset_ms(self, video):
        return self.of_take(video, "av_offset_ms")

    def get_checksum(self, video):
        master = self.asset(video, "master")
        return master and master.sha256

    def get_poster_url(self, video):
        poster = self.asset(video, "poster")
        return poster and media_link(self.context["request"].user, poster.id, "poster.jpg")

    def get_takes(self, video):
        if not self.own(video):
            return None
        return TakeSerializer(video.takes.all(), many=True, context={"video": video}).data

"""The operations. Each list is one statement and one for each kind of row that hangs on it."""

from django.db.models import Case, F, OuterRef, Prefetch, Q, Subquery, TextField, Value, When
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from peer.models import Asset, Consent, ConsentText, Grant, Take, Video, VideoJudgement
from peer.serializers import UserSerializer, VideoSerializer

FILES = Prefetch(
    "kept_take__assets", Asset.objects.filter(kind__in=["master", "poster"])
)


# Scalars and no EXISTS, here and below: of that the planner makes a hash of all consents, or of
# all grants (migration 0055).
def agreed(kind, **which):
    consents = Consent.objects.filter(
        user=OuterRef("user"), kind=kind, withdrawn_at=None, **which
    )
    return Subquery(consents.values("id")[:1])


def own_videos(user):
    reasons = VideoJudgement.objects.filter(video=OuterRef("pk"))
    reasons = reasons.order_by("-judged_at", "-id").values("reason")[:1]
    takes = Take.objects.filter(user=user).exclude(state="discarded")
    return (
        Video.objects.filter(user=user)
        .select_related("kept_take__quality", "private_notes")
        .prefetch_related(
            FILES, Prefetch("takes", takes.select_related("quality").order_by("number"))
        )
        .annotate(
            rejection_reason=Case(When(status="rejected", then=Subquery(reasons)))
        )
    )


def granted_videos(user):
    grants = Grant.objects.filter(user=OuterRef("user"))
    grants = grants.filter(Q(company=None) | Q(company=user.company_id)).values("id")
    current = ConsentText.objects.filter(kind="quality_filter").order_by("-version")
    current = current.values("version")[:1]
    return (
        Video.objects.filter(is_practice=False, status__in=["completed", "approved"])
        .alias(
            granted=Subquery(grants[:1]),
            to_filter=agreed("quality_filter", version=Subquery(current)),
            to_analyse=agreed("analyse"),
        )
        .filter(granted__isnull=False)
        .select_related("kept_take")
        .prefetch_related(FILES)
        .annotate(
            rejection_reason=Value(None, TextField()),
            shown_score=Case(
                When(
                    profile__presentation_video_id=F("pk"),
                    to_filter__isnull=False,
                    to_analyse__isnull=False,
                    then=F("kept_take__quality__overall"),
                )
            ),
        )
    )


class Pages(CursorPagination):
    ordering = ("-created_at", "-id")
    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100


class Videos:
    serializer_class = VideoSerializer
    pagination_class = Pages

    def get_queryset(self):
        user = self.request.user
        if user.role == "candidate":
            return own_videos(user)
        return granted_videos(user)


class VideoList(Videos, ListAPIView):
    pass


class VideoDetail(Videos, RetrieveAPIView):
    pass


class Me(APIView):
    def get(self, request):
        return Response(UserSerializer(request.user).data)

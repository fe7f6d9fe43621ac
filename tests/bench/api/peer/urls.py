from django.urls import path

from peer.views import Me, VideoDetail, VideoList

urlpatterns = [
    path("api/auth/me/", Me.as_view()),
    path("api/videos/", VideoList.as_view()),
    path("api/videos/<uuid:pk>/", VideoDetail.as_view()),
]

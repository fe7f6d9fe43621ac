"""Who asks: the token, and in one statement the person, the session and the company."""

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed

from peer.models import User


class SessionAuthentication(JWTAuthentication):
    def get_user(self, validated_token):
        person, session = validated_token["sub"], validated_token["sid"]
        people = User.objects.select_related("company")
        try:
            user = people.get(pk=person, sessions__id=session, sessions__revoked_at=None)
        except User.DoesNotExist as gone:
            raise AuthenticationFailed("session ended") from gone
        user.session = session
        return user

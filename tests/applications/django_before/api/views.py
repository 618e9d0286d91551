from rest_framework.response import Response
from rest_framework.views import APIView


class WhoAmI(APIView):
    def get(self, request):
        return Response({"id": request.user.pk, "username": request.user.get_username()})

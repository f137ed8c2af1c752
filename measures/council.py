from django.conf import settings
from django.utils.functional import cached_property


class ForCouncil:
    """A view that shows more to council members; without a session's cookie nobody is looked up.

    So what citizens get is the same for all of them, and sets and varies by no cookie.
    """

    @cached_property
    def is_internal(self):
        """Who asks sees what is not published."""
        has_session = settings.SESSION_COOKIE_NAME in self.request.COOKIES
        return has_session and self.request.user.has_perm("measures.see_unpublished")

"""Every act that there is: tried through the actions, and heard by the shadow when it was done.

A refusal in words is fine and leaves nothing behind. Anything else that an act raises is a failure
of the system and is not caught here.
"""

from tests.promise.acts.attempt import Claim
from tests.promise.acts.publish import Acts

__all__ = ["Acts", "Claim"]

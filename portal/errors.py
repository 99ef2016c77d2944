"""What an act says when it will not be done; ``portal.middleware`` turns it into an answer."""


class DomainError(Exception):
    """An act was refused. The message is a sentence for the person who tried."""

    status = 400

    def __init__(self, sentence: str, *, link: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.link = link


class NotAllowed(DomainError):
    """This person may not do this."""

    status = 403


class NotFound(DomainError):
    """There is nothing here for this person."""

    status = 404


class Conflict(DomainError):
    """It was allowed a moment ago, or will be later, but not as things stand."""

    status = 409


class Gone(DomainError):
    """It was here, and its right to be here has ended."""

    status = 410


class Invalid(DomainError):
    """What was sent cannot be used as it is."""

    status = 422

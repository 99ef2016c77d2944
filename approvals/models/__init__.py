"""From brief to publication: what was asked, made, judged, published and earned."""

from approvals.models.brief import (
    Asset,
    Brief,
    BriefGroupPermission,
    BriefTwin,
    BriefUserPermission,
    Channel,
    Seat,
    Side,
    Use,
)
from approvals.models.case import CaseNote, MisuseCase
from approvals.models.crew import CrewLink, CrewMember
from approvals.models.decision import Decision, SentHow, Verdict
from approvals.models.desk_filter import DeskFilter
from approvals.models.draft import Draft, Portrayal
from approvals.models.found_marks import FoundMarks
from approvals.models.guest import GuestLink, Opinion
from approvals.models.ledger import LedgerEntry, Statement, StatementLine
from approvals.models.link import MailedLink
from approvals.models.notice import (
    LicenceTold,
    LicenceWord,
    Notice,
    NoticeChoice,
    NoticeHow,
    NoticeKind,
)
from approvals.models.pin import Pin, Wall
from approvals.models.policy import ReviewPolicy
from approvals.models.publication import Approval, Publication, PublishedFile, Takedown
from approvals.models.reason import GivenFor, Reason
from approvals.models.review import Review, Stage
from approvals.models.run import Download, Run
from approvals.models.switch import SwitchProof

__all__ = [
    "Approval",
    "Asset",
    "Brief",
    "BriefGroupPermission",
    "BriefTwin",
    "BriefUserPermission",
    "CaseNote",
    "Channel",
    "CrewLink",
    "CrewMember",
    "Decision",
    "DeskFilter",
    "Download",
    "Draft",
    "FoundMarks",
    "GivenFor",
    "GuestLink",
    "LedgerEntry",
    "LicenceTold",
    "LicenceWord",
    "MailedLink",
    "MisuseCase",
    "Notice",
    "NoticeChoice",
    "NoticeHow",
    "NoticeKind",
    "Opinion",
    "Pin",
    "Portrayal",
    "Publication",
    "PublishedFile",
    "Reason",
    "Review",
    "ReviewPolicy",
    "Run",
    "Seat",
    "SentHow",
    "Side",
    "Stage",
    "Statement",
    "StatementLine",
    "SwitchProof",
    "Takedown",
    "Use",
    "Verdict",
    "Wall",
]

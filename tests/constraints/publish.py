"""What is shown, and what it earned."""

from approvals.models import (
    Approval,
    FoundMarks,
    LedgerEntry,
    PublishedFile,
    SwitchProof,
    Use,
)
from tests.constraints.rows import (
    Breaking,
    again,
    begun,
    case,
    changed,
    fee,
    image_entry,
    kept,
    line,
    statement,
    use_entry,
)
from tests.people import NOON, stored

PUBLISH = (
    Breaking(
        "publication_is_once_in_a_channel",
        "a picture twice in a channel",
        lambda w: again(w.published(), public_id="another"),
    ),
    Breaking(
        "publication_is_live_from_an_instant",
        "a picture live since no time",
        lambda w: changed(w.published(), live_at=None),
    ),
    Breaking(
        "publication_is_live_from_an_instant",
        "a picture live before it was prepared",
        lambda w: changed(begun(w), live_at=NOON),
    ),
    Breaking(
        "publication_is_live_from_an_instant",
        "a publication in a state that nobody knows",
        lambda w: changed(w.published(), state="perhaps"),
    ),
    Breaking(
        "publication_is_down_with_an_instant_and_a_reason",
        "a picture taken down for no reason",
        lambda w: changed(w.published(), state="down", down_at=NOON),
    ),
    Breaking(
        "publication_is_down_with_an_instant_and_a_reason",
        "a picture taken down at no time",
        lambda w: changed(w.published(), state="down", down_because="consent withdrawn"),
    ),
    Breaking(
        "publication_is_down_with_an_instant_and_a_reason",
        "a live picture that was taken down",
        lambda w: changed(w.published(), down_at=NOON, down_because="consent withdrawn"),
    ),
    Breaking(
        "published_file_is_one_at_a_time",
        "two files of one publication",
        lambda w: again(PublishedFile.objects.get(publication=w.published())),
    ),
    Breaking(
        "approval_is_once_for_each_person",
        "two approvals of one person",
        lambda w: again(Approval.objects.get(publication=w.published())),
    ),
    Breaking(
        "approval_rests_on_two_different_decisions",
        "one decision for the brand and the model",
        lambda w: changed(
            approval := w.published().approvals.get(), brand_decision=approval.model_decision
        ),
    ),
    Breaking(
        "misuse_case_is_closed_by_somebody_with_an_outcome",
        "a case closed by nobody",
        lambda w: changed(case(w), closed_at=NOON, outcome="removed"),
    ),
    Breaking(
        "misuse_case_is_closed_by_somebody_with_an_outcome",
        "a case closed with no outcome",
        lambda w: changed(case(w), closed_at=NOON, closed_by=w.bo.person),
    ),
    Breaking(
        "misuse_case_is_closed_by_somebody_with_an_outcome",
        "an open case with an outcome",
        lambda w: changed(case(w), outcome="removed"),
    ),
    Breaking(
        "found_marks_are_of_a_file_once",
        "marks of one file twice",
        lambda _w: again(
            kept(
                FoundMarks(file=stored(61), sent_sha256="6" * 64, has_watermark=True, found_at=NOON)
            )
        ),
    ),
    Breaking(
        "switch_proof_says_something",
        "a proof without words",
        lambda w: SwitchProof(publication=w.published(), proof="", person=w.bram.person, at=NOON),
    ),
    Breaking(
        "misuse_case_says_where",
        "a case of nowhere",
        lambda w: changed(case(w), found_where=""),
    ),
    Breaking(
        "ledger_charges_a_use_once",
        "a use charged twice",
        lambda w: again(use_entry(w)),
    ),
    Breaking(
        "ledger_charges_a_use_once",
        "a use charged twice by a model without agency",
        lambda w: again(kept(again(use_entry(w), agency=None))),
    ),
    Breaking(
        "ledger_charges_a_signature_once",
        "a set-up charged twice",
        lambda w: again(kept(fee(w))),
    ),
    Breaking(
        "ledger_charges_a_signature_once",
        "a set-up charged twice by a model without agency",
        lambda w: again(kept(changed(fee(w), agency=None))),
    ),
    Breaking(
        "ledger_counter_entry_names_what_it_reverses",
        "a counter-entry against nothing",
        lambda w: changed(use_entry(w), kind="counter"),
    ),
    Breaking(
        "ledger_counter_entry_names_what_it_reverses",
        "a fee that reverses another entry",
        lambda w: changed(fee(w), reverses=LedgerEntry.objects.get(kind="use")),
    ),
    Breaking(
        "ledger_use_names_its_publication",
        "a use of no publication",
        lambda w: changed(use_entry(w), publication=None),
    ),
    Breaking(
        "ledger_names_the_use_that_it_charges",
        "a use that no brief asked for",
        lambda w: changed(use_entry(w), use=None),
    ),
    Breaking(
        "ledger_names_the_use_that_it_charges",
        "a picture's own fee charged for a use",
        lambda w: changed(
            entry := image_entry(w), use=Use.objects.get(publications=entry.publication)
        ),
    ),
    Breaking(
        "statement_is_issued_once_a_month",
        "two statements of one month",
        lambda w: again(statement(w), number=2),
    ),
    Breaking(
        "statement_is_issued_once_a_month",
        "two statements of one month to an agency",
        lambda w: again(kept(again(statement(w), person=None, organisation=w.agency))),
    ),
    Breaking(
        "statement_is_sent_to_one",
        "a statement to nobody",
        lambda w: changed(statement(w), person=None),
    ),
    Breaking(
        "statement_is_sent_to_one",
        "a statement to two",
        lambda w: changed(statement(w), organisation=w.agency),
    ),
    Breaking(
        "statement_line_is_once_on_a_statement",
        "an entry twice on a statement",
        lambda w: again(line(w)),
    ),
)

"""States are a table: acts move along its rows, every state is reached, and the page draws it.

For each state of each thing there is a way in which a row comes to be in it, for each move an act
that tries it. Every act is tried from every state: it goes where the table says, or nowhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from io import StringIO
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Field, Model

from approvals.actions import brief as briefs
from approvals.actions import generate, order, publish, review, takedown
from approvals.disclosing import disclose_publication
from approvals.models import Brief, Channel, Decision, Publication, Review, Run, Stage
from approvals.states import (
    TABLES,
    BriefState,
    PublicationState,
    ReviewState,
    RunState,
    StageState,
    Table,
)
from portal.errors import Conflict, DomainError
from portal.models import AuditEvent, Mail, Push
from tests.people import DECLARED, World, a_world, clean_picture
from twins.actions.consent import withdraw_consent
from twins.models import ConsentEvent

PAGE = settings.BASE_DIR / "docs" / "states.md"

MODELS: dict[str, type[Model]] = {
    "brief": Brief,
    "order": Run,
    "picture": Review,
    "stage": Stage,
    "publication": Publication,
}


# --- how a row comes to be in a state ------------------------------------------------------------


def written(world: World) -> Brief:
    return briefs.write_brief(brand=world.brand, wish=world.wish(), actor=world.bram, at=world.at)


def closed(world: World) -> Brief:
    return briefs.close_brief(brief=world.brief(), actor=world.bram, at=world.at)


def waiting(world: World) -> Run:
    return world.brief(generator="layout").runs.get()


def running(world: World) -> Run:
    run = generate.claim_run(run_id=waiting(world).pk, at=world.at)
    assert run is not None
    return run


def failed_run(world: World) -> Run:
    return generate.fail_run(run=running(world), sentence="No.", permanent=True, at=world.at)


def cancelled(world: World) -> Run:
    return order.cancel_run(run=waiting(world), actor=world.bram, at=world.at)


def her_stage(world: World) -> Stage:
    """The model is asked after the brand has said yes."""
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    return world.stage(draft, "model")


def she_said(verdict: str) -> Callable[[World], Stage]:
    def tell(world: World) -> Stage:
        stage = her_stage(world)
        world.say(verdict, stage.review.draft, "model", world.mila, comment="The collar.")
        return stage

    return tell


def agreed(world: World) -> Review:
    draft = world.draft()
    world.agree(draft)
    return draft.reviews.get()


def ended(world: World) -> Review:
    draft = world.draft()
    review.withdraw_draft(draft=draft, actor=world.sam, at=world.at)
    return draft.reviews.get()


def begun(world: World) -> Publication:
    return publish.publish(
        draft=agreed(world).draft,
        channel=Channel.objects.get(name="web"),
        actor=world.bram,
        at=world.at,
    )


def failed_publication(world: World) -> Publication:
    return publish.fail_publication(publication=begun(world), sentence="No.", at=world.at)


def down(world: World) -> Publication:
    return takedown.unpublish(publication=world.published(), actor=world.bram, at=world.at)


COMES_TO_BE: dict[str, dict[str, Callable[[World], Any]]] = {
    "brief": {
        BriefState.PREPARING: written,
        BriefState.SUBMITTED: World.brief,
        BriefState.CLOSED: closed,
    },
    "order": {
        RunState.WAITING: waiting,
        RunState.RUNNING: running,
        RunState.ORDERED: lambda world: world.brief().runs.get(),
        RunState.DELIVERED: lambda world: world.draft().run,
        RunState.FAILED: failed_run,
        RunState.CANCELLED: cancelled,
    },
    "picture": {
        ReviewState.OPEN: lambda world: her_stage(world).review,
        ReviewState.AGREED: agreed,
        ReviewState.CHANGE: lambda world: she_said("change")(world).review,
        ReviewState.REFUSED: lambda world: she_said("no")(world).review,
        ReviewState.ENDED: ended,
    },
    "stage": {
        StageState.LATER: lambda world: world.stage(world.draft(), "model"),
        StageState.ASKED: her_stage,
        StageState.YES: she_said("yes"),
        StageState.CHANGE: she_said("change"),
        StageState.NO: she_said("no"),
    },
    "publication": {
        PublicationState.PREPARING: begun,
        PublicationState.LIVE: World.published,
        PublicationState.FAILED: failed_publication,
        PublicationState.DOWN: down,
    },
}


# --- the act that tries a move -------------------------------------------------------------------


def deliver(world: World, run: Run) -> None:
    generate.deliver(
        run=run,
        place=1,
        picture=clean_picture(7),
        declaration=DECLARED,
        actor=world.sam if run.studio_id else None,
        at=world.at,
    )


def agree(world: World, round_: Review) -> None:
    world.say("yes", round_.draft, "agency", world.bo)
    world.say("yes", round_.draft, "model", world.mila)


def take_consent_back(world: World, round_: Review) -> None:
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    event = ConsentEvent.objects.get(kind="withdrawn")
    takedown.handle_consent_event(event_id=event.pk, at=world.at)


def brand_agrees(world: World, stage: Stage) -> Decision:
    return world.say("yes", stage.review.draft, "brand", world.bram)


def she_says(verdict: str) -> Callable[[World, Stage], Decision]:
    def say(world: World, stage: Stage) -> Decision:
        return world.say(
            verdict, stage.review.draft, "model", world.mila, comment="Softer light, please."
        )

    return say


def complete(world: World, publication: Publication) -> None:
    publish.complete_publication(
        publication=publication, disclosed=disclose_publication(publication), at=world.at
    )


ACTS: dict[str, dict[str, Callable[[World, Any], object]]] = {
    "brief": {
        "submit": lambda world, brief: briefs.submit_brief(
            brief=brief, actor=world.bram, at=world.at
        ),
        "close": lambda world, brief: briefs.close_brief(
            brief=brief, actor=world.bram, at=world.at
        ),
    },
    "order": {
        "claim": lambda world, run: generate.claim_run(run_id=run.pk, at=world.at),
        "release": lambda world, run: generate.release_run(run),
        "deliver": deliver,
        "fail": lambda world, run: generate.fail_run(
            run=run, sentence="It broke.", permanent=True, at=world.at
        ),
        "again": lambda world, run: order.order_again(run=run, actor=world.bram, at=world.at),
        "cancel": lambda world, run: order.cancel_run(run=run, actor=world.bram, at=world.at),
    },
    "picture": {
        "agree": agree,
        "change": lambda world, round_: she_says("change")(world, round_.stages.get(side="model")),
        "refuse": lambda world, round_: she_says("no")(world, round_.stages.get(side="model")),
        "end": take_consent_back,
    },
    "stage": {
        "ask": brand_agrees,
        "yes": she_says("yes"),
        "change": she_says("change"),
        "no": she_says("no"),
    },
    "publication": {
        "complete": complete,
        "fail": lambda world, publication: publish.fail_publication(
            publication=publication, sentence="It broke.", at=world.at
        ),
        "take_down": lambda world, publication: takedown.unpublish(
            publication=publication, actor=world.bram, at=world.at
        ),
    },
}


# --- every act from every state ------------------------------------------------------------------

type States = dict[tuple[str, object], str]


def states_now() -> States:
    """Return the state of every row that has one."""
    return {
        (thing, pk): state
        for thing, model in MODELS.items()
        for pk, state in model._default_manager.values_list("pk", "state")
    }


def steps_off_the_table(before: States, after: States) -> list[str]:
    """Return, in words, what came to be or moved as no table says."""
    tables = {table.thing: table for table in TABLES}
    found = []
    for (thing, pk), state in after.items():
        table, was = tables[thing], before.get((thing, pk))
        ways = {(move.source, move.target) for moves in table.moves.values() for move in moves}
        begins = {*table.starts, *(target for source, target in ways if source in table.starts)}
        if was is None and state not in begins:
            found.append(f"{thing} begins as {state}")
        elif was not in (None, state) and (was, state) not in ways:
            found.append(f"{thing} goes from {was} to {state}")
    return found


def target_of(table: Table, state: str, move: str) -> str | None:
    """Return where ``move`` leads from ``state``; None where the table has no such row."""
    return next((each.target for each in table.moves[move] if each.source == state), None)


EVERY_STATE = [(table, state) for table in TABLES for state in table.states.values]


@contextmanager
def undone() -> Iterator[None]:
    """Take back in the database whatever is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def said(parameter: object) -> str:
    return parameter.thing if isinstance(parameter, Table) else str(parameter)


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "state"), EVERY_STATE, ids=said)
def test_every_act_goes_where_the_table_says_or_nowhere(table: Table, state: str) -> None:
    world = a_world()
    row = COMES_TO_BE[table.thing][state](world)
    for move in table.moves:
        with undone():
            check_act(
                world, table, MODELS[table.thing]._default_manager.get(pk=row.pk), state, move
            )


def check_act(world: World, table: Table, row: Any, state: str, move: str) -> None:
    """Try ``move`` on ``row``: it moves as the table says and leaves the trace, or stays."""
    assert row.state == state
    before, heard = states_now(), set(AuditEvent.objects.values_list("pk", flat=True))
    target = target_of(table, state, move)
    with nullcontext() if target else suppress(DomainError):
        ACTS[table.thing][move](world, row)
    after = states_now()
    assert after[table.thing, row.pk] == (target or state), move
    assert steps_off_the_table(before, after) == []
    acts = set(AuditEvent.objects.exclude(pk__in=heard).values_list("act", flat=True))
    traces = {each.audit for each in table.moves[move]} - {""}
    assert acts & traces == (traces if target else set()), move


@pytest.mark.django_db
@pytest.mark.parametrize("side", ["brand", "agency"])
def test_only_the_model_goes_from_her_yes_to_a_no(side: str) -> None:
    world = a_world()
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", world.bo)
    with pytest.raises(Conflict):
        world.say("no", draft, side, world.bram if side == "brand" else world.bo)
    assert world.stage(draft, side).state == "yes"


# --- the tables are whole ------------------------------------------------------------------------

each_table = pytest.mark.parametrize("table", TABLES, ids=said)


@each_table
def test_a_table_speaks_of_its_own_states_and_of_all(table: Table) -> None:
    states = set(table.states.values)
    moves = [move for moves in table.moves.values() for move in moves]
    assert set(table.turns) == states
    assert {
        *table.starts,
        *(each for move in moves for each in (move.source, move.target)),
    } <= states
    assert set(COMES_TO_BE[table.thing]) == states, "each state needs a way to come to be"
    assert set(ACTS[table.thing]) == set(table.moves), "each move needs an act that tries it"


@each_table
def test_every_state_is_reached_from_where_the_thing_begins(table: Table) -> None:
    moves = [move for moves in table.moves.values() for move in moves]
    reached = set(table.starts)
    while further := {each.target for each in moves if each.source in reached} - reached:
        reached |= further
    assert reached == set(table.states.values)


@each_table
def test_a_move_leads_from_a_state_to_one_other(table: Table) -> None:
    for moves in table.moves.values():
        sources = [move.source for move in moves]
        assert len(sources) == len(set(sources))
        assert all(move.source != move.target for move in moves)


@each_table
def test_what_is_over_is_nobodys_turn_unless_it_failed(table: Table) -> None:
    whose = {table.turns[state] for state in table.ends() if state != "failed"}
    assert whose == {"nobody"}


@each_table
def test_a_step_is_on_the_table_or_a_conflict(table: Table) -> None:
    for state, move in product(table.states.values, table.moves):
        target = target_of(table, state, move)
        if target:
            assert table.step(state, move).target == target
        else:
            with pytest.raises(Conflict, match="no longer possible"):
                table.step(state, move)


def state_fields() -> dict[str, "Field[Any, Any]"]:
    """Every field of ours that is called a state, or that takes one of the tables' states."""
    named = {str(table.states.choices): table.thing for table in TABLES}
    return {
        named.get(str(field.choices), model.__name__): field
        for model in apps.get_models()
        if model._meta.app_label in ("portal", "twins", "approvals")
        for field in model._meta.concrete_fields
        if field.name == "state" or str(field.choices) in named
    }


def test_every_field_of_states_is_that_of_one_table() -> None:
    """But for mails and pushes: moved by their workers alone, and nothing for the trail."""
    told = {thing: field.model for thing, field in state_fields().items()}
    assert told == MODELS | {"Mail": Mail, "Push": Push}


def test_a_row_begins_where_its_table_does() -> None:
    fields = state_fields()
    for table in TABLES:
        assert fields[table.thing].default in table.starts


def test_the_page_of_states_is_up_to_date() -> None:
    drawn = StringIO()
    call_command("draw_states", stdout=drawn)
    assert PAGE.read_text() == drawn.getvalue(), (
        "The tables changed: run `python manage.py draw_states > docs/states.md`."
    )

"""信息采集: forms in force, live checks, one's own drafts; keeping is a move of its process."""

import json
from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.actions import collecting
from api.auth import policies
from api.context import Info
from api.forms import judging
from api.forms.definition import Form, Question
from api.forms.in_force import BASIC
from loaders.source import shared_by

FORM = Annotated[str, strawberry.argument(description="Its code: basic, or a district's own.")]
ANSWERS = Annotated[
    str, strawberry.argument(description="JSON: block → rows → field → what was said.")
]


@strawberry.type(description="One answer that may be chosen.")
class FormChoice:
    code: str = strawberry.field(description="What is sent.")
    label: str = strawberry.field(description="What is read.")


@strawberry.type(
    description="共享来源 Who gives an answer by sharing, so that nobody is asked."
)
class SharedAnswer:
    dataset: str = strawberry.field(description="Code of the dataset in the sharing catalogue.")
    publisher: str = strawberry.field(description="Which department gives it.")
    frequency: str = strawberry.field(description="How often: MONTHLY, QUARTERLY …")


@strawberry.type(description="One question of a form.")
class FormQuestion:
    name: str = strawberry.field(description="Its name in the answers.")
    label: str = strawberry.field(description="What is asked.")
    type: str = strawberry.field(
        description="text code codes flag day whole number money id_number phone."
    )
    required: bool = strawberry.field(description="Needed when it is handed in.")
    choices: list[FormChoice] = strawberry.field(description="What may be chosen, in order.")
    longest: int = strawberry.field(description="Characters a text may have.")
    past: bool = strawberry.field(description="A day that is not in the future.")
    shared: SharedAnswer | None = strawberry.field(
        description="Who gives it; then it is asked only where that department has nothing."
    )


@strawberry.type(description="One screen of a form.")
class FormBlock:
    name: str = strawberry.field(description="Its name in the answers.")
    label: str = strawberry.field(description="Its heading.")
    most: int = strawberry.field(description="Rows it may have; 1: answered once.")
    purpose: str = strawberry.field(description="Purpose it needs authorised, U1 to U6.")
    questions: list[FormQuestion] = strawberry.field(description="Its questions, in order.")


@strawberry.type(description="采集表 A form as it is in force in the caller's district.")
class CollectionForm:
    code: str = strawberry.field(description="Its code.")
    label: str = strawberry.field(description="Its name.")
    notice: str = strawberry.field(description="What the person is told before any question.")
    notice_version: str = strawberry.field(description="Version of that notice.")
    asks_for: list[str] = strawberry.field(
        description="Purposes a person may agree to besides."
    )
    blocks: list[FormBlock] = strawberry.field(description="Its screens, in order.")


@strawberry.type(description="What is wrong with an answer, and where; never the answer.")
class FormProblem:
    block: str = strawberry.field(description="The block.")
    row: int = strawberry.field(description="The row, from 0.")
    field: str | None = strawberry.field(description="The question; null: the row as a whole.")
    code: str = strawberry.field(description="Stable code; pages have the text for it.")
    limit: str | None = strawberry.field(description="The limit that was passed, if any.")


@strawberry.type(
    description="Somebody of the answers who may be on record in a household in reach."
)
class LikelyDuplicate:
    row: int = strawberry.field(description="Row of the people, from 0.")
    household: strawberry.ID = strawberry.field(description="Where somebody alike lives.")
    number: str = strawberry.field(description="Number of that household.")
    village: str = strawberry.field(description="Its village.")
    sure: bool = strawberry.field(description="By ID number; else by name and day of birth.")


@strawberry.type(
    description="草稿 What was collected and not yet handed in; its author's alone."
)
class CollectionDraft:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    form: str | None = strawberry.field(description="Its form.")
    area: str | None = strawberry.field(description="Area code.")
    household: strawberry.ID | None = strawberry.field(description="The household, if known.")
    started: datetime | None = strawberry.field(description="When the notice was given.")
    saved: datetime | None = strawberry.field(description="When it was last saved.")
    due: datetime | None = strawberry.field(description="When it expires and is wiped.")


@strawberry.type(description="A draft with its answers.")
class DraftAnswers:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str = strawberry.field(description="Its state.")
    form: str = strawberry.field(description="Its form.")
    area: str = strawberry.field(description="Area code.")
    household: strawberry.ID | None = strawberry.field(description="The household, if known.")
    purposes: list[str] = strawberry.field(description="What the person agreed to besides.")
    answers: str = strawberry.field(description="JSON: block → rows → field → what was said.")
    completeness: int = strawberry.field(
        description="Required answers that are there, per cent."
    )


@strawberry.type
class CollectionQuery:
    @strawberry.field(description="采集表: the form in force, its questions and its notice.")
    async def collection_form(self, info: Info, code: FORM = BASIC) -> CollectionForm:
        form, _ = await _form(info, code)
        return _told(form, info.context.language)

    @strawberry.field(description="即时校验: what is wrong with answers; nothing is kept.")
    async def check_answers(
        self,
        info: Info,
        answers: ANSWERS,
        code: FORM = BASIC,
        whole: Annotated[
            bool, strawberry.argument(description="Also what is required and missing.")
        ] = False,
    ) -> list[FormProblem]:
        form, today = await _form(info, code)
        judged = judging.judge(form, collecting.answers_of(answers), today, whole=whole)
        return [
            FormProblem(block=p.block, row=p.row, field=p.field, code=p.code, limit=p.limit)
            for p in judged.problems
        ]

    @strawberry.field(description="疑似重复: who of the answers may be on record already.")
    async def likely_duplicates(
        self, info: Info, answers: ANSWERS, code: FORM = BASIC
    ) -> list[LikelyDuplicate]:
        form, today = await _form(info, code)
        context, access = info.context, policies.moving(info.context.caller, "collection")
        told = collecting.answers_of(answers)
        found = await context.call(collecting.alike, context.store, access, form, told, today)
        return [
            LikelyDuplicate(
                row=one.row,
                household=strawberry.ID(one.household),
                number=one.number,
                village=one.village,
                sure=one.sure,
            )
            for one in found
        ]

    @strawberry.field(description="我的草稿: what the caller began and did not hand in.")
    async def my_drafts(self, info: Info) -> list[CollectionDraft]:
        access = policies.moving(info.context.caller, "collection")
        rows = await info.context.rows(access, "collections_mine")
        return [CollectionDraft(**row) for row in rows]

    @strawberry.field(description="草稿: one of the caller's drafts, to go on with.")
    async def draft(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The draft.")],
    ) -> DraftAnswers:
        context, access = info.context, policies.moving(info.context.caller, "collection")
        row = await context.call(collecting.draft, context.store, access, str(id))
        form, _ = await _form(info, row["form"])
        answers: dict[str, Any] = row.pop("answers")
        return DraftAnswers(
            answers=json.dumps(answers, ensure_ascii=False),
            completeness=judging.completeness(form, answers),
            **row,
        )


async def _form(info: Info, code: str) -> Any:
    context, access = info.context, policies.moving(info.context.caller, "collection")
    return await context.call(collecting.form_today, context.store, access, code)


def _told(form: Form, language: str) -> CollectionForm:
    return CollectionForm(
        code=form.code,
        label=form.words.label(language),
        notice=form.notice.label(language),
        notice_version=form.version,
        asks_for=list(map(str, form.asks_for)),
        blocks=[
            FormBlock(
                name=block.name,
                label=block.words.label(language),
                most=block.most,
                purpose=str(block.purpose),
                questions=[_question(one, language) for one in block.fields.values()],
            )
            for block in form.blocks.values()
        ],
    )


def _question(one: Question, language: str) -> FormQuestion:
    return FormQuestion(
        name=one.name,
        label=one.words.label(language),
        type=one.type,
        required=one.required,
        choices=[
            FormChoice(code=code, label=words.label(language))
            for code, words in one.codes.items()
        ],
        longest=one.longest,
        past=one.past,
        shared=_shared(one),
    )


def _shared(one: Question) -> SharedAnswer | None:
    told = shared_by().get(one.to) if one.to else None
    if told is None:
        return None
    return SharedAnswer(
        dataset=told.name, publisher=told.publisher, frequency=told.sharing.frequency
    )

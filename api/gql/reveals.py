"""显示完整号码: one guarded number in full, for a reason, for a few minutes."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from api.actions.reveals import Guarded, Revealed, Wanted, reveal
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError
from graph_schema.vocabulary import RevealReason


@strawberry.enum(description="Which number of a person is shown in full.")
class GuardedNumber(Enum):
    ID_NO = strawberry.enum_value(Guarded.ID_NO, description="公民身份号码 identity number.")
    CERT_NO = strawberry.enum_value(Guarded.CERT_NO, description="残疾人证号 disability card.")


@strawberry.type(description="A guarded number in full; hide it when its time is over.")
class RevealedNumber:
    value: str = strawberry.field(description="The number.")
    until: datetime = strawberry.field(description="When it must not be shown any more.")
    left: int = strawberry.field(description="How many more the caller may ask for this hour.")


@strawberry.input(description="Whose number, which, and why.")
class RevealNumberInput:
    operation_id: str = strawberry.field(
        description="Made by the client; the same again reads the number again in its time."
    )
    person: strawberry.ID = strawberry.field(description="Whose.")
    number: GuardedNumber = strawberry.field(description="Which.")
    reason: RevealReason = strawberry.field(description="Why; on record, and told.")


RevealNumberResult = Annotated[RevealedNumber | Failure, strawberry.union("RevealNumberResult")]


@strawberry.type
class RevealMutation:
    @strawberry.mutation(
        description="显示完整号码: show one number in full for a reason; the household sees "
        "who looked and why; at most twenty an hour."
    )
    async def reveal_number(self, info: Info, input: RevealNumberInput) -> RevealNumberResult:
        context = info.context
        wanted = Wanted(
            operation=input.operation_id,
            person=str(input.person),
            which=Guarded(str(input.number.value)),
        )

        def do() -> Revealed:
            access = policies.revealing(context.caller, input.reason)
            return reveal(context.store, access, wanted)

        try:
            shown = await context.call(do)
        except WulianError as error:
            return failure(error)
        return RevealedNumber(value=shown.value, until=shown.until, left=shown.left)

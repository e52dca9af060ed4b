"""身份绑定: which person an account is, and for whom somebody acts."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from api.actions import binding
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError

OPERATION = Annotated[
    str, strawberry.argument(description="Made by the client; safe to send twice.")
]
CARD = Annotated[str, strawberry.argument(description="Number of the identity card.")]
PHONE = Annotated[str, strawberry.argument(description="Mobile number.")]
DOCUMENT = Annotated[str, strawberry.argument(description="The paper seen, its number.")]
WARD = Annotated[strawberry.ID, strawberry.argument(description="For whom he acts.")]
PERSON = Annotated[strawberry.ID, strawberry.argument(description="Who acts.")]


@strawberry.enum(description="How somebody acts for another.")
class ActingAs(Enum):
    GUARDIAN = strawberry.enum_value("GUARDIAN", description="监护人, by law.")
    AGENT = strawberry.enum_value("AGENT", description="代理人, by a paper, until a day.")


@strawberry.type(description="绑定 Who the caller is, or for whom he acts.")
class Binding:
    person: strawberry.ID = strawberry.field(description="The person.")
    name: str | None = strawberry.field(description="Name.")
    how: str = strawberry.field(description="SELF, GUARDIAN or AGENT.")
    until: date | None = strawberry.field(description="The day it ends, if one is set.")


@strawberry.type(description="Whom a binding is about.")
class Bound:
    person: strawberry.ID = strawberry.field(description="The person.")


BindingResult = Annotated[Bound | Failure, strawberry.union("BindingResult")]


@strawberry.type
class BindingQuery:
    @strawberry.field(description="我的绑定: who the caller is, and for whom he acts.")
    async def my_bindings(self, info: Info) -> list[Binding]:
        access = policies.asking(info.context.caller)
        rows = await info.context.rows(access, "binding_mine")
        return [Binding(**row) for row in rows]


@strawberry.type
class BindingMutation:
    @strawberry.mutation(
        description="身份绑定: bind the caller's account to whose card and telephone "
        "the register has; five tries a day."
    )
    async def bind_identity(
        self, info: Info, operation_id: OPERATION, id_number: CARD, phone: PHONE
    ) -> BindingResult:
        caller, store = info.context.caller, info.context.store
        asked = binding.Mine(
            operation=operation_id, account=caller.account, number=id_number, phone=phone
        )
        return await _done(info, lambda: binding.bind(store, policies.asking(caller), asked))

    @strawberry.mutation(
        description="换绑: staff who saw the paper bind an account to another person or "
        "telephone; its sessions end."
    )
    async def rebind_identity(  # noqa: PLR0913 - each is asked for by name
        self,
        info: Info,
        operation_id: OPERATION,
        login: Annotated[str, strawberry.argument(description="Name of the account.")],
        id_number: CARD,
        phone: PHONE,
        document: DOCUMENT,
        reason: Annotated[str, strawberry.argument(description="Why, on record.")],
    ) -> BindingResult:
        caller, store = info.context.caller, info.context.store
        asked = binding.Again(
            operation=operation_id, login=login, number=id_number, phone=phone,
            document=document, reason=reason,
        )  # fmt: skip
        return await _done(
            info, lambda: binding.rebind(store, policies.registering(caller), asked)
        )

    @strawberry.mutation(
        description="监护代理绑定: staff who saw the paper let somebody act for a person."
    )
    async def bind_acting(  # noqa: PLR0913 - each is asked for by name
        self,
        info: Info,
        operation_id: OPERATION,
        person: PERSON,
        ward: WARD,
        how: Annotated[ActingAs, strawberry.argument(description="By law or by a paper.")],
        document: DOCUMENT,
        until: Annotated[
            date | None, strawberry.argument(description="An agent's last day.")
        ] = None,
    ) -> BindingResult:
        asked = binding.Acting(
            operation=operation_id, person=str(person), ward=str(ward), how=str(how.value),
            document=document, until=until,
        )  # fmt: skip
        return await _acting(info, asked)

    @strawberry.mutation(description="解除绑定: somebody does not act for a person any more.")
    async def end_acting(
        self,
        info: Info,
        operation_id: OPERATION,
        person: PERSON,
        ward: WARD,
        how: Annotated[ActingAs, strawberry.argument(description="By law or by a paper.")],
        document: DOCUMENT,
    ) -> BindingResult:
        asked = binding.Acting(
            operation=operation_id, person=str(person), ward=str(ward), how=str(how.value),
            document=document, ends=True,
        )  # fmt: skip
        return await _acting(info, asked)


async def _acting(info: Info, asked: binding.Acting) -> Bound | Failure:
    caller, store = info.context.caller, info.context.store
    return await _done(
        info, lambda: binding.act_for(store, policies.registering(caller), asked)
    )


async def _done(info: Info, do: Callable[[], str]) -> Bound | Failure:
    try:
        return Bound(person=strawberry.ID(await info.context.call(do)))
    except WulianError as error:
        return failure(error)

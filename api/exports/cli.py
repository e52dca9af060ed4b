"""`wulian export`: a list as a file for an account, by the same rules as over the API."""

import os
from pathlib import Path
from typing import Annotated

import typer

from api.cli import console, opened

WAITS = 2  # the exit code of a file that waits for a second person


def export(  # noqa: PLR0913 - one parameter an option
    subject: Annotated[
        str, typer.Argument(metavar="LIST", help="households, persons, needs or links.")
    ],
    file: Annotated[Path, typer.Argument(help="A new file, .csv or .xlsx.")],
    login: Annotated[str, typer.Option(help="The account it is for; it is marked with it.")],
    reason: Annotated[
        str, typer.Option(help="CHECK, PAYMENT, AUTHORITY, CORRECTION or EMERGENCY.")
    ],
    area: Annotated[str | None, typer.Option(help="Only this area: its code.")] = None,
    permit: Annotated[str | None, typer.Option(help="One that somebody agreed to.")] = None,
    *,
    sensitive: Annotated[bool, typer.Option("--sensitive", help="More columns.")] = False,
) -> None:
    """Write a list as a file: up to 1,000 plain rows; more needs a second person (exit 2)."""
    import api.gql.schema  # noqa: F401 - lists are known once the schema is read
    from api.auth import policies
    from api.auth.sessions import by_login
    from api.exports import permits
    from api.exports.making import make
    from api.exports.rows import LISTS
    from api.plan import SUBJECTS
    from graph_schema.errors import Rejected
    from graph_schema.ids import new_id
    from graph_schema.vocabulary import RevealReason

    formats = {f".{one.lower()}": one for one in permits.Format}
    with opened() as store:
        known = [*LISTS, *map(str, RevealReason), *formats]
        if not {subject, reason, file.suffix} <= set(known):
            raise Rejected(["UNKNOWN"], known=", ".join(known))
        caller = by_login(store, login)
        policies.exporting(caller)
        if permit is None:
            wanted = permits.Wanted(
                subject=subject, format=formats[file.suffix], reason=reason, area=area,
                sensitive=sensitive,
            )  # fmt: skip
            access = SUBJECTS[subject].access(caller)
            permit = permits.ask(store, access, new_id(), caller, wanted)
            if permits.permit(store, permit).state != permits.READY:
                console.print(f"waits for a second person; then: --permit {permit}")
                raise typer.Exit(WAITS)
        made = make(store, caller, permit)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(made.content)
    print(f"{made.count} rows")

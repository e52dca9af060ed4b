"""Projects 项目台账."""

from loaders.intake import Intake
from loaders.row import Row


def take(row: Row, into: Intake) -> None:
    """Take one project and the body that runs it."""
    number = row.take("project_no")
    project = into.keyed(
        row, "Project", into.known.projects, number, project_no=number, title=row.take("title"),
        state=row.take("state"), groups=row.take("groups"), needs=row.take("needs"),
        areas=row.take("areas"), quota=row.take("quota"), budget=row.take("budget"),
        starts_on=row.take("starts_on"), ends_on=row.take("ends_on"),
    )  # fmt: skip
    contractor = row.take("contractor")
    if contractor in into.known.organisations:
        into.draft.tie(
            ("RUNS", "Organisation", "Project"),
            into.known.organisations[contractor][0],
            project,
        )
    row.done(waived=("brand", "publisher"))

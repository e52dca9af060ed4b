"""The one command of Wulian 五联: each folder brings its own commands, this mounts them."""

import typer

from api.cli import app as api
from api.districts.cli import district, district_out
from api.exports.cli import export
from api.privacy.cli import app as privacy
from bench.cli import app as bench
from graph_schema.cli import app as db
from loaders.cli import app as load
from matching.cli import coverage, evaluate, match
from matching.eligibility.commands import eligibility, preview, verdicts
from matching.linking.apart_command import apart
from matching.portrait.commands import portrait
from matching.reports.commands import report
from matching.stewards.commands import app as stewards
from matching.volunteers.commands import volunteers
from matching.warning.commands import app as warn
from visual.cli import run, serve

app = typer.Typer(
    name="wulian",
    help="Wulian 五联: resource linking and five-party coordination for social assistance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals may hold personal data
)
match.command()(eligibility)
match.command()(preview)
match.command()(verdicts)
match.command()(volunteers)
match.command()(apart)
app.command()(run)
app.command()(serve)
app.command()(evaluate)
app.command()(portrait)
app.command()(coverage)
app.command()(report)
app.command()(export)
app.add_typer(db, name="db", help="The store: start, stop, check, export, import.")
load.command()(district)
load.command()(district_out)
app.add_typer(load, name="load", help="Bring files in; make the synthetic district.")
app.add_typer(
    match, name="match", help="Plan links between needs and resources; explain and check."
)
app.add_typer(warn, name="warn", help="Visits to make and late ones; how right warnings are.")
app.add_typer(stewards, name="stewards", help="Load, leaving, cover and routes of stewards.")
app.add_typer(api, name="api", help="Accounts, tokens, the printed schema.")
app.add_typer(privacy, name="privacy", help="Erasing somebody, holds, terms of retention.")
app.add_typer(bench, name="bench", help="Side-by-side measures, printed with the spread.")

if __name__ == "__main__":
    app()

"""`./bimtek <command>`: the commands and their options. What they do is in the modules beside this one.

Those are imported when a command runs, so that `--help` and every refusal come at once.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter

from services.cli.refusals import refusal

app = App(
    name="bimtek",
    help="Government workshops from the first sign-up to a certificate anybody can check.",
    version_flags=[],
    result_action="return_value",
)
events = App(name="events", help="Messages between the services that could not be handled.")
mail = App(name="mail", help="Sending of mail.")
app.command(events)
app.command(mail)

Port = Annotated[
    int | None, Parameter(help="TCP port; also names the folder of its data. Default: BIMTEK_PORT or 8000")
]
ServiceName = Literal["registration", "scheduling", "attendance", "certificates"]
PersonalField = Literal["name", "phone", "email", "nik", "needs", "disability", "home", "business", "answers"]
AsJson = Annotated[bool, Parameter(negative=(), help="Print JSON")]


@app.command
def up(*, port: Port = None) -> int:
    """Serve an empty installation, or the one kept for this port, until Ctrl-C."""
    from services.cli import serving

    return serving.up(port)


@app.command
def demo(
    *,
    port: Port = None,
    lan: Annotated[bool, Parameter(negative=(), help="Let phones in the same network open it")] = False,
    exit: Annotated[bool, Parameter(negative=(), help="End after the story")] = False,
) -> int:
    """Play one workshop from sign-up to certificate, then serve what came of it until Ctrl-C."""
    from services.cli import serving

    return serving.demo(port, lan=lan, exit=exit)


@app.command
def serve(
    service: ServiceName,
    *,
    role: Annotated[
        Literal["web", "worker"] | None,
        Parameter(help="web: answers requests. worker: messages, mail, jobs. Default: both"),
    ] = None,
    port: Port = None,
) -> int:
    """Serve one service by itself, for an installation on several machines (docs/operations.md)."""
    from services.cli import apart

    return apart.serve_one(service, role, port)


@app.command
def migrate(*services: ServiceName) -> int:
    """Bring the database in BIMTEK_DATABASE_URL (or the embedded one) to what this version expects.

    With BIMTEK_AMQP_URL also the broker. SERVICES: only theirs, where each has a database of its own.
    """
    from services.cli import operating

    return operating.migrate(services)


@app.command
def secrets(
    folder: Path,
    *,
    postgres: Annotated[str, Parameter(help="host:port/database")] = "postgres:5432/bimtek",
    rabbitmq: Annotated[str, Parameter(help="host:port")] = "rabbitmq:5672",
    smtp: Annotated[str, Parameter(help="The mail server's URL")] = "smtp://mailpit:1025",
) -> int:
    """Make passwords for several machines: files for compose.yaml in a folder that is empty."""
    from services.cli import credentials

    return credentials.make(folder, postgres=postgres, rabbitmq=rabbitmq, smtp=smtp)


@app.command
def dump(file: Path, *, port: Port = None) -> int:
    """Write the embedded database into a new file for pg_restore. The keys are not in it."""
    from services.cli import operating

    return operating.dump(file, port)


@app.command(name="breach-report")
def breach_report(
    folder: Path,
    *,
    since: Annotated[datetime, Parameter(help="From when data were exposed, local time")],
    until: Annotated[datetime, Parameter(help="Until when")],
    known_at: Annotated[datetime, Parameter(help="When it became known: the 3×24 hours begin")],
    how: Annotated[str, Parameter(help="How it happened, in words people understand")],
    measures: Annotated[str, Parameter(help="What was and is being done about it")],
    office: Annotated[str, Parameter(help="Part of its name, where there are several")] = "",
    workshop: Annotated[UUID | None, Parameter(help="Only people of this workshop")] = None,
    everybody: Annotated[bool, Parameter(negative=(), help="All people, not only those in the log")] = False,
    staff: Annotated[UUID | None, Parameter(help="Only what this member of staff opened or took")] = None,
    field: Annotated[
        tuple[PersonalField, ...],
        Parameter(help="With --everybody: what was exposed; repeat it. Default: all but NIK and needs"),
    ] = (),
    port: Port = None,
) -> int:
    """Write the papers UU 27/2022 pasal 46 asks for after a breach into a new folder.

    Whose data were opened or exported in the period stands in the access log; with --everybody, after a
    stolen backup for example, all people of the office or workshop are touched.
    """
    from services.cli import breach

    asked = breach.Asked(
        folder, office, since, until, known_at, how, measures, workshop, everybody, staff, field
    )
    return breach.report(asked, port)


@app.command(name="sign-in-link")
def sign_in_link(
    email: str | None = None,
    *,
    new_office: Annotated[bool, Parameter(negative=(), help="The link that makes another office")] = False,
    port: Port = None,
) -> int:
    """Print a link that signs this member of staff in, once, within 15 minutes.

    Without EMAIL: the link that makes the first office and its admin, or with --new-office a further one.
    """
    from services.cli import operating

    return operating.sign_in_link(email, new_office, port)


@events.command
def parked(*, port: Port = None) -> int:
    """List the messages that wait for a person."""
    from services.cli import operating

    return operating.parked(port)


@events.command
def show(
    message: UUID,
    *,
    personal: Annotated[bool, Parameter(negative=(), help="Show personal data too")] = False,
    port: Port = None,
) -> int:
    """Print one of them, with the reason it failed."""
    from services.cli import operating

    return operating.show(message, personal, port)


@events.command
def replay(*messages: UUID, port: Port = None) -> int:
    """Try them again; all of them when none is named."""
    from services.cli import operating

    return operating.replay(messages, port)


@events.command
def drop(message: UUID, *more: UUID, port: Port = None) -> int:
    """Throw the named ones away for good."""
    from services.cli import operating

    return operating.drop((message, *more), port)


@events.command
def republish(kind: str, *, port: Port = None) -> int:
    """Tell everything of one kind (Workshop, Registration…) again, for a new or rebuilt receiver."""
    from services.cli import operating

    return operating.republish(kind, port)


@mail.command
def pause(*, port: Port = None) -> int:
    """Stop sending, as before restoring a backup; mails go on being queued."""
    from services.cli import operating

    return operating.pause_mail(port)


@mail.command
def resume(
    *,
    since: Annotated[datetime | None, Parameter(help="When the restored backup was made")] = None,
    yes: Annotated[bool, Parameter(negative=(), help="Send without listing first")] = False,
    port: Port = None,
) -> int:
    """List what may already have gone since then; with --yes send again."""
    from services.cli import operating

    return operating.resume_mail(since, yes, port)


@app.command
def test(
    *pytest_arguments: Annotated[str, Parameter(allow_leading_hyphen=True)],
) -> int:
    """All quality gates, then all tests. With arguments: only pytest, with these."""
    from services.cli import quality

    return quality.test(pytest_arguments)


@app.command
def bench(row: str | None = None, *, json: AsJson = False) -> int:
    """Measure speed: ours against what it is compared with, both in the same run."""
    from services.cli import quality

    return quality.figures("tests.bench.run", row, json=json)


@app.command
def prove(
    promise: str | None = None,
    *,
    size: Annotated[Literal["ci", "long"], Parameter(help="How long to try")] = "ci",
    seed: Annotated[int | None, Parameter(help="Repeat a run")] = None,
    json: AsJson = False,
) -> int:
    """Try to break a promise: counts that must be 0, and what the negative control got."""
    from services.cli import quality

    return quality.figures("tests.prove.run", promise, size=size, seed=seed, json=json)


@app.command
def docs(
    *, check: Annotated[bool, Parameter(negative=(), help="Only compare; write nothing")] = False
) -> int:
    """Write the pages that are made from the code: messages, settings, OpenAPI."""
    from services.cli import documents

    return documents.docs(check=check)


@app.command
def translations() -> int:
    """Add texts that are new to the English files, and list those without their English."""
    from shared.translations import report

    print(report())
    return 0


@app.command
def solver() -> int:
    """Install the solver that proves a suggested timetable to be the best (about 240 MB)."""
    # The launcher has just done it; who starts without the launcher may lack it.
    from services.scheduling.solving.working import has_solver

    if not has_solver():
        print("The solver is not installed; start this with ./bimtek solver.", file=sys.stderr)
        return 1
    print("The solver is installed. Restart Bimtek, so that suggested timetables use it.")
    return 0


@app.command
def lock() -> int:
    """Resolve the dependencies of pyproject.toml into the requirement files, hash-pinned."""
    from services.cli import locking

    return locking.lock()


def main() -> int:
    """Run the command line; a refusal is one line on standard error."""
    arguments = sys.argv[1:]
    try:
        code = app(arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        told = refusal(error, arguments)
        if told is None:
            raise
        print(told, file=sys.stderr)
        return 1
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())

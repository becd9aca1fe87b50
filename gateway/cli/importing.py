"""`gateway import`: exports of other systems into the graph, with every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape

from gateway.cli.ending import run_to_end
from gateway.cli.exits import Exit, fail
from gateway.cli.options import DataDir, settings_with
from gateway.cli.progress import progress
from gateway.cli.reaching import reached_database
from gateway.cli.screen import OUT, say
from gateway.commands.import_files import import_files
from gateway.commands.importing.plan import mapped_files, marketo_files, read_mapping, salesforce_files, tables_in
from gateway.commands.importing.report import FileReport, ImportReport
from gateway.commands.importing.resuming import Note, note_of
from gateway.commands.importing.source_file import SourceFile
from gateway.commands.importing.tables import SUFFIXES, ImportersMissing, Table
from gateway.commands.loading.lines import UnreadableFile
from gateway.commands.migrate import migrate
from gateway.domain.importing.cells import UnfitCell, instant_of
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.value_rules import MappingTrouble
from gateway.settings import Settings
from gateway.store.caches import teller

T = TypeVar("T")

commands = typer.Typer(no_args_is_help=True, help="Import what other systems export, with every row accounted for.")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and map all, say what would happen, write nothing.")]
RejectsFolder = Annotated[Path, typer.Option("--rejects", help="Folder for refused rows and the reasons.")]
FromStart = Annotated[bool, typer.Option("--from-start", help="Begin anew where an interrupted import would go on.")]
Currency = Annotated[str, typer.Option(help="Of amounts whose currency no column says.")]
ClearBlanks = Annotated[
    bool, typer.Option("--clear-blanks", help="A blank cell clears the field; else it says nothing, and #N/A clears.")
]
EraseDeletedPeople = Annotated[
    bool,
    typer.Option("--erase-deleted-people", help="Erase people deleted at the source, with what other sources say."),
]
ObservedAt = Annotated[
    str | None, typer.Option(help="When rows were observed that say no time; else when they are read.")
]
REJECTS = Path("import.rejects")
_NOTES = "imports"
_SHOWN_NAMES = 8
_OUTCOMES = ("read", "loaded", "unchanged", "waiting", "refused", "nothing")


@commands.command("csv")
def csv(
    files: Annotated[list[Path], typer.Argument(help=f"Tables: {', '.join(SUFFIXES)}; texts also as .gz.")],
    mapping: Annotated[Path, typer.Option(help="TOML file that says which columns are which fields.")],
    dry_run: DryRun = False,
    rejects: RejectsFolder = REJECTS,
    from_start: FromStart = False,
    data_dir: DataDir = None,
) -> None:
    """Import any CSV, Parquet or Excel file by a mapping file.

    Columns that the mapping does not name are kept as custom fields. Rows may be imported any number of times: what is
    there already is unchanged. docs/importing_csv.md explains the mapping file.
    """
    for path in (*files, mapping):
        if not path.is_file():
            fail(Exit.USAGE, f"There is no file {path}.")
    settings = settings_with(data_dir=data_dir)
    sources = _in_words(lambda: mapped_files(files, read_mapping(mapping)))
    import_and_show(settings, sources, mapping.read_text(encoding="utf-8"), dry_run, rejects, from_start)


@commands.command("salesforce")
def salesforce(
    folder: Annotated[Path, typer.Argument(help="Folder of an export: Account.csv, Contact.csv, Lead.csv ...")],
    instance: Annotated[str, typer.Option(help="The organisation: part of every key.")] = "default",
    dataset: Annotated[str, typer.Option(help="The name of the feed.")] = "salesforce",
    currency: Currency = "USD",
    clear_blanks: ClearBlanks = False,
    erase_deleted_people: EraseDeletedPeople = False,
    observed_at: ObservedAt = None,
    dry_run: DryRun = False,
    rejects: RejectsFolder = REJECTS,
    from_start: FromStart = False,
    data_dir: DataDir = None,
) -> None:
    """Import what Salesforce exports: accounts, contacts, leads, opportunities, roles, campaigns, activities.

    Files are known by their names, with the names of the Bulk API and Data Loader or in snake case. Fields that have no
    place here are kept as custom fields. docs/importing_salesforce.md says which column becomes which field.
    """
    options = SourceOptions(
        dataset, instance, currency=currency, clear_blanks=clear_blanks, erase_people=erase_deleted_people,
        observed_at=_instant(observed_at),
    )  # fmt: skip
    settings = settings_with(data_dir=data_dir)
    sources = _in_words(lambda: salesforce_files(_tables(folder), options))
    import_and_show(settings, sources, options, dry_run, rejects, from_start)


@commands.command("marketo")
def marketo(
    folder: Annotated[Path, typer.Argument(help="Folder of an export: leads, activities, programs, merged leads ...")],
    instance: Annotated[str, typer.Option(help="The subscription: part of every key.")] = "default",
    salesforce_instance: Annotated[
        str, typer.Option(help="The organisation of Salesforce that it is synchronised with.")
    ] = "default",
    dataset: Annotated[str, typer.Option(help="The name of the feed.")] = "marketo",
    currency: Currency = "USD",
    clear_blanks: ClearBlanks = False,
    erase_deleted_people: EraseDeletedPeople = False,
    observed_at: ObservedAt = None,
    dry_run: DryRun = False,
    rejects: RejectsFolder = REJECTS,
    from_start: FromStart = False,
    data_dir: DataDir = None,
) -> None:
    """Import what Marketo exports: leads, activities, programs, lists and who is in them, merged leads.

    Activities are known by their columns, other files by their names. Fields that have no place here are kept as custom
    fields. docs/importing_marketo.md says what becomes of each.
    """
    options = SourceOptions(
        dataset, instance, salesforce_instance, currency, clear_blanks, _instant(observed_at), erase_deleted_people
    )
    settings = settings_with(data_dir=data_dir)
    sources = _in_words(lambda: marketo_files(_tables(folder), options))
    import_and_show(settings, sources, options, dry_run, rejects, from_start)


def _tables(folder: Path) -> list[Path]:
    """The tables of a folder; what else is there is named. Ends the command in words where there are none."""
    if not folder.is_dir():
        fail(Exit.USAGE, f"There is no folder {folder}.")
    tables, others = tables_in(folder)
    if not tables:
        fail(Exit.USAGE, f"There is no table in {folder}.", f"Tables end in {', '.join(SUFFIXES)}.")
    if others:
        say(f"Not tables, and left out: {', '.join(path.name for path in others)}.")
    return tables


def _instant(written: str | None) -> str | None:
    try:
        return None if written is None else instant_of(written)
    except UnfitCell as unfit:
        fail(Exit.USAGE, f"--observed-at: {unfit}.")


def import_and_show(
    settings: Settings, sources: list[SourceFile], options: object, dry_run: bool, rejects: Path, from_start: bool
) -> None:
    """Import files, and say what became of them; ends with status 0 only where no row was refused."""
    if any(each.path.resolve().parent == rejects.resolve() for each in sources):
        fail(Exit.USAGE, f"The files are in {rejects}, where refused rows go.", "Say --rejects OTHER-FOLDER.")
    note = note_of(settings.data_dir / _NOTES, (each.path for each in sources), options)
    if from_start:
        note.forget()
    report = _in_words(lambda: run_to_end(lambda _: _imported(settings, sources, note, dry_run, rejects)))
    show(sources, report, dry_run)
    if report.total("refused"):
        raise typer.Exit(Exit.FAILED)


async def _imported(
    settings: Settings, sources: list[SourceFile], note: Note, dry_run: bool, rejects: Path
) -> ImportReport:
    if dry_run:
        return await import_files(None, sources)
    total = sum(_rows(each) for each in sources)
    async with reached_database(settings) as database:
        await migrate(database)
        with progress() as report:
            done = 0

            def advance(name: str, rows: int) -> None:
                nonlocal done
                done += rows
                report(f"Importing {name}", done, total)

            if (left := note.read()) is not None:
                say(f"Going on where an import of these files stopped, after {left.total('read'):,} rows.")
            return await import_files(
                database, sources, rejects=rejects, note=note, progress=advance,
                on_commit=await teller(settings, database),
            )  # fmt: skip


def _rows(source: SourceFile) -> int:
    with Table(source.path, sheet=source.sheet) as table:
        return table.count()


def _in_words(work: Callable[[], T]) -> T:
    """Trouble with files and mappings ends the command in words."""
    try:
        return work()
    except ImportersMissing:
        fail(
            Exit.USAGE,
            "Importing needs polars, which is not installed.",
            "pip install 'customer-graph-gateway[importers]'",
        )
    except MappingTrouble as trouble:
        fail(Exit.USAGE, str(trouble))
    except UnreadableFile as trouble:
        fail(Exit.FAILED, str(trouble), "What was imported before stays; run the same command again to go on.")


def show(sources: list[SourceFile], report: ImportReport, dry_run: bool) -> None:
    """What became of the rows, file by file; what was kept as custom fields, did not fit or carried nothing."""
    for place, source in enumerate(sources):
        told = report.files.get(str(place), FileReport())
        what = f" ({source.object})" if source.object else ""
        OUT.print(f"{source.path.name}{what}: {_counts(told, dry_run)}", markup=False)
        for words in _details(source, told):
            OUT.print(f"  {words}", markup=False)
    OUT.print(_total(report, dry_run), markup=False)
    for warning in report.warnings:
        say(f"Warning: {escape(warning)}")
    if report.unsaid:
        say(f"Warning: {report.unsaid:,} more like these.")
    if report.rejects:
        say(f"Refused rows are in {report.rejects}, the reasons in {report.rejects / 'reasons.jsonl'}.")


def _counts(told: FileReport, dry_run: bool) -> str:
    counts = {name: getattr(told, name) for name in _OUTCOMES}
    if dry_run:
        counts = {"read": told.read, "to load": told.loaded, "refused": told.refused, "nothing": told.nothing}
    return "  ".join(f"{name} {count:,}" for name, count in counts.items())


def _total(report: ImportReport, dry_run: bool) -> str:
    names = ("read", "loaded", "refused", "nothing") if dry_run else _OUTCOMES
    words = "  ".join(f"{'to load' if dry_run and name == 'loaded' else name} {report.total(name):,}" for name in names)
    return f"Dry run, nothing was written. {words}" if dry_run else words


def _details(source: SourceFile, told: FileReport) -> Iterable[str]:
    tally = told.tally
    if tally.kinds:
        yield "records: " + _listed(tally.kinds)
    for why, count in tally.nothing.most_common():
        yield f"nothing: {count:,} x {why}"
    if tally.custom:
        yield "kept as custom fields: " + _listed(tally.custom)
    if source.map is not None and (empty := [each for each in source.map.custom_columns if not tally.custom[each]]):
        yield f"not mapped, and empty: {_few(empty)}"
    if source.map is not None and source.map.left_out:
        yield f"left out: {_few(source.map.left_out)}"
    for what, count in tally.unfit.most_common():
        yield f"did not fit, kept as a custom field: {count:,} x {what}"
    for what, count in tally.notes.most_common():
        yield f"note: {count:,} x {what}"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _few(names: list[str]) -> str:
    more = len(names) - _SHOWN_NAMES
    return ", ".join(names[:_SHOWN_NAMES]) + (f" and {more:,} more" if more > 0 else "")

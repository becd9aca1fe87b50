"""The sample data of a demo: loaded once, finished where it was cut off, and never into what is somebody's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.cli import loading
from gateway.cli.loading import UNFINISHED, load_story
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import Database
from seeds.story import story_files

_PEOPLE = Statement("MATCH (person:Person) RETURN count(person)")


class CutOff(BaseException):
    """Stands for a signal that ends the process."""


async def _people(database: Database) -> int:
    ((count,),) = await database.read(_PEOPLE)
    return int(count)


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first load ends after two files, as if it had been killed."""

    async def half(database: Database, files: list[Path], **more: Any) -> None:
        await load_files(database, files[:2], **more)
        monkeypatch.undo()
        raise CutOff

    monkeypatch.setattr(loading, "load_files", half)


@pytest.mark.usefixtures("cut_off")
async def test_a_load_that_was_cut_off_is_finished_the_next_time(database: Database, own_settings: Settings) -> None:
    with pytest.raises(CutOff):
        await load_story(database, own_settings)
    assert (own_settings.data_dir / UNFINISHED).is_file()
    await load_story(database, own_settings)
    assert await _people(database) == 17
    assert not (own_settings.data_dir / UNFINISHED).exists()
    again = await load_files(database, story_files())
    assert again.loaded == 0


@pytest.mark.usefixtures("cut_off")
async def test_a_load_cut_off_elsewhere_is_not_finished_in_another_database(
    database: Database, own_settings: Settings
) -> None:
    with pytest.raises(CutOff):
        await load_story(database, own_settings)
    before = await _people(database)
    await load_story(database, own_settings.model_copy(update={"neo4j_uri": "bolt://elsewhere"}))
    assert await _people(database) == before < 17


async def test_what_was_loaded_is_not_loaded_again(database: Database, own_settings: Settings) -> None:
    await load_story(database, own_settings)
    await database.execute(Statement("MATCH (person:Person) DETACH DELETE person"))
    await load_story(database, own_settings)
    assert await _people(database) == 0

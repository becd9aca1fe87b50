"""Fetching jars with `mvn`, which knows this machine's mirrors, proxies and what it has fetched before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from gateway.store.engine.lock_file import Jar

_PLUGIN = ("org.apache.maven.plugins", "maven-dependency-plugin", "3.8.1")
_PHASE = "validate"
_AT_A_TIME = 6


def mvn_command(mvn: str, jars: Sequence[Jar], incoming: Path) -> list[str]:
    """The command that copies exactly these jars into a folder, flat; the poms it reads are written there.

    The plugin fetches one jar after the other, so the jars are dealt out to modules that Maven builds in parallel.
    """
    shares = [jars[start::_AT_A_TIME] for start in range(min(_AT_A_TIME, len(jars)))]
    names = [f"share-{number}" for number in range(len(shares))]
    for name, share in zip(names, shares, strict=True):
        (incoming / name).mkdir()
        (incoming / name / "pom.xml").write_text(pom_of_share(name, share, incoming), "utf-8")
    (incoming / "pom.xml").write_text(pom_of_all(names), "utf-8")
    options = ["--batch-mode", "--fail-at-end", "--threads", str(_AT_A_TIME), "--file", str(incoming / "pom.xml")]
    return [mvn, *options, _PHASE]


def pom_of_all(modules: Sequence[str]) -> str:
    """A pom that builds others, and nothing else."""
    names = "".join(f"<module>{name}</module>" for name in modules)
    return _pom("all", f"<modules>{names}</modules>")


def pom_of_share(name: str, jars: Sequence[Jar], target: Path) -> str:
    """A pom that names every jar by its exact coordinates, so that nothing is resolved."""
    items = "\n".join(_item(jar) for jar in jars)
    output = f"<outputDirectory>{escape(str(target))}</outputDirectory>"
    return _pom(name, _copying(f"{output}<artifactItems>\n{items}\n</artifactItems>"))


def _pom(name: str, rest: str) -> str:
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>{name}</artifactId><version>1</version><packaging>pom</packaging>
{rest}
</project>
"""


def _copying(configuration: str) -> str:
    # Bound to a phase, because Maven runs a goal that is named on the command line for the topmost pom only.
    group, artifact, version = _PLUGIN
    return f"""<build><plugins><plugin>
<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>
<executions><execution><phase>{_PHASE}</phase><goals><goal>copy</goal></goals>
<configuration>{configuration}</configuration></execution></executions>
</plugin></plugins></build>"""


def _item(jar: Jar) -> str:
    classifier = f"<classifier>{escape(jar.classifier)}</classifier>" if jar.classifier else ""
    return (
        f"<artifactItem><groupId>{escape(jar.group)}</groupId><artifactId>{escape(jar.artifact)}</artifactId>"
        f"<version>{escape(jar.version)}</version>{classifier}</artifactItem>"
    )

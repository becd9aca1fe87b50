"""Fetching jars with `mvn`, which knows this machine's mirrors, proxies and what it has fetched before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from gateway.store.engine.lock_file import Jar

_PLUGIN = ("org.apache.maven.plugins", "maven-dependency-plugin", "3.8.1")


def mvn_command(mvn: str, jars: Sequence[Jar], incoming: Path) -> list[str]:
    """The command that copies exactly these jars into a folder, flat; the pom it reads is written there."""
    pom = incoming / "pom.xml"
    pom.write_text(pom_of(jars, incoming), "utf-8")
    return [mvn, "--batch-mode", "--file", str(pom), ":".join((*_PLUGIN, "copy"))]


def pom_of(jars: Sequence[Jar], target: Path) -> str:
    """A pom that names every jar by its exact coordinates, so that nothing is resolved."""
    group, artifact, version = _PLUGIN
    items = "\n".join(_item(jar) for jar in jars)
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>engine</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin>
<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>
<configuration><outputDirectory>{escape(str(target))}</outputDirectory><artifactItems>
{items}
</artifactItems></configuration>
</plugin></plugins></build>
</project>
"""


def _item(jar: Jar) -> str:
    classifier = f"<classifier>{escape(jar.classifier)}</classifier>" if jar.classifier else ""
    return (
        f"<artifactItem><groupId>{escape(jar.group)}</groupId><artifactId>{escape(jar.artifact)}</artifactId>"
        f"<version>{escape(jar.version)}</version>{classifier}</artifactItem>"
    )

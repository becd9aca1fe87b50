"""What a contender did with a question, round by round."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from benchmarks.load import Load


@dataclass
class Figures:
    """One entry a round. Times are milliseconds; processor times are for one answer."""

    rates: list[float] = field(default_factory=list)
    p50s_ms: list[float] = field(default_factory=list)
    p99s_ms: list[float] = field(default_factory=list)
    cpus_ms: list[float] = field(default_factory=list)
    engine_cpus_ms: list[float] = field(default_factory=list)
    memory_mb: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second, the median of the rounds."""
        return median(self.rates)

    @property
    def p50_ms(self) -> float:
        """Half of the answers took less; the median of the rounds."""
        return median(self.p50s_ms)

    @property
    def p99_ms(self) -> float:
        """All but a hundredth of the answers took less; the median of the rounds."""
        return median(self.p99s_ms)

    def note(self, seen: Load, cpu_s: float, engine_cpu_s: float, memory_mb: float) -> None:
        """Add a round: what was seen, the processor seconds of the contender and of the engine, and its memory."""
        answers = len(seen.latencies_s)
        self.rates.append(seen.rate)
        self.p50s_ms.append(seen.percentile_ms(0.5))
        self.p99s_ms.append(seen.percentile_ms(0.99))
        self.cpus_ms.append(cpu_s / answers * 1000)
        self.engine_cpus_ms.append(engine_cpu_s / answers * 1000)
        self.memory_mb = max(self.memory_mb, memory_mb)
